// The search as tokens, and both as the address of the page: `?label=Dog&-person=Ada&from=2024-05`.

import { type ImageStatus, statusSchema } from '@image-workflow/record';
import { type ImageQueryInput, SEARCH_KINDS, type SearchKind } from '@image-workflow/record/api/images';

export type TokenKind = SearchKind | 'from' | 'to' | 'near';

export interface Token {
  kind: TokenKind;
  value: string;
  /** It must not hold. Never of `from`, `to` and `near`. */
  isExcluded: boolean;
}

const PERIOD = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?)?$/;

/** @param search - With or without `?`. What is no search at all is left out. */
export function parseSearch(search: string): Token[] {
  return [...new URLSearchParams(search)].flatMap(([name, value]): Token[] => {
    const isExcluded = name.startsWith('-');
    const kind = isExcluded ? name.slice(1) : name;
    if (isSearchKind(kind) && value.trim()) {
      if (kind === 'status' && !statusSchema.safeParse(value).success) return [];
      return [{ kind, value, isExcluded }];
    }
    if (isExcluded) return [];
    if ((kind === 'from' || kind === 'to') && PERIOD.test(value)) return [{ kind, value, isExcluded }];
    return kind === 'near' && value ? [{ kind, value, isExcluded }] : [];
  });
}

export function toSearch(tokens: readonly Token[]): string {
  const search = new URLSearchParams();
  for (const { kind, value, isExcluded } of tokens) search.append(isExcluded ? `-${kind}` : kind, value);
  return search.toString();
}

export function toQuery(tokens: readonly Token[]): ImageQueryInput {
  const query: Record<string, string[] | string> = {};
  for (const { kind, value, isExcluded } of tokens) {
    if (isSearchKind(kind)) {
      const name = isExcluded ? `-${kind}` : kind;
      query[name] = [...((query[name] as string[]) ?? []), value];
    } else {
      query[kind] = value;
    }
  }
  return query as ImageQueryInput;
}

export function isSameToken(a: Token, b: Token): boolean {
  return a.kind === b.kind && a.value === b.value && a.isExcluded === b.isExcluded;
}

function isSearchKind(kind: string): kind is SearchKind {
  return (SEARCH_KINDS as readonly string[]).includes(kind);
}

/**
 * What somebody typed, as tokens it can mean without asking anybody: `2024-05` is a time, `label:dog` and `-label:dog` say
 * their kind, a status its name.
 */
export function readTyped(text: string): { typed: string; isExcluded: boolean; certain: Token[] } {
  const isExcluded = text.startsWith('-') && text.length > 1;
  const bare = (isExcluded ? text.slice(1) : text).trim();
  const named = /^(\w+):(.+)$/.exec(bare);
  const certain: Token[] = [];
  if (named?.[1] && named[2]) {
    certain.push(
      ...parseSearch(
        new URLSearchParams([[`${isExcluded ? '-' : ''}${named[1]}`, named[2].trim()]]).toString(),
      ),
    );
  }
  if (PERIOD.test(bare) && !isExcluded) {
    certain.push({ kind: 'from', value: bare, isExcluded }, { kind: 'to', value: bare, isExcluded });
  }
  return { typed: bare, isExcluded, certain };
}

export const STATUSES: readonly ImageStatus[] = statusSchema.options;
