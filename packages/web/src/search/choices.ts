// What a half-typed word can mean, the likeliest first.

import type { Suggestion } from '@image-workflow/record/api/images';
import type { Messages } from '../i18n/messages.tsx';
import { STATUSES, type Token } from './query.ts';

export interface Choice {
  /** One token; of a time its beginning and its end. */
  tokens: Token[];
  title: string;
  /** How many photographs. */
  count?: number;
}

/** The certain ones first, then what the API knows, then what might be looked for all the same. */
export function toChoices(
  {
    typed,
    isExcluded,
    certain,
    suggestions,
  }: { typed: string; isExcluded: boolean; certain: Token[]; suggestions: readonly Suggestion[] },
  t: Messages,
): Choice[] {
  const choices: Choice[] = [];
  if (certain.length > 0) choices.push({ tokens: certain, title: certain[0]?.value ?? '' });
  const prefix = typed.toLowerCase();
  const known = suggestions.filter(
    ({ kind, value, title = value }) => kind !== 'month' && title.toLowerCase().startsWith(prefix),
  );
  // A word that is all that was typed comes before a longer one that is more frequent.
  const isWhole = ({ title, value }: Suggestion) => (title ?? value).toLowerCase() === prefix;
  for (const { kind, value, title, count } of [...known].sort(
    (a, b) => Number(isWhole(b)) - Number(isWhole(a)),
  )) {
    if (kind === 'month') continue;
    // A person's name serves as well as the id, and can be read in the address.
    const said = kind === 'person' ? (title ?? value) : value;
    const name = kind === 'status' ? (t.statuses[value as 'FAILED'] ?? value) : (title ?? value);
    choices.push({ tokens: [{ kind, value: said, isExcluded }], title: name, count });
  }
  if (prefix) {
    for (const status of STATUSES) {
      const isThere = choices.some(
        ({ tokens: [token] }) => token?.kind === 'status' && token.value === status,
      );
      if (!isThere && t.statuses[status].toLowerCase().startsWith(prefix)) {
        choices.push({ tokens: [{ kind: 'status', value: status, isExcluded }], title: t.statuses[status] });
      }
    }
    for (const kind of ['label', 'text'] as const) {
      const isThere = choices.some(
        ({ tokens: [token] }) => token?.kind === kind && token.value.toLowerCase() === prefix,
      );
      if (!isThere) choices.push({ tokens: [{ kind, value: typed, isExcluded }], title: typed });
    }
  }
  return choices;
}
