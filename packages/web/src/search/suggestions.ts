// What the API knows that begins with what was typed.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../app/client.tsx';
import type { Messages } from '../i18n/messages.tsx';
import { type Choice, toChoices } from './choices.ts';
import { readTyped } from './query.ts';

export function useChoices(text: string, isActive: boolean, t: Messages): Choice[] {
  const { typed, isExcluded, certain } = readTyped(text);
  const { data } = useQuery({
    queryKey: ['suggestions', typed],
    queryFn: ({ signal }) => client.getSuggestions({ ...(typed && { prefix: typed }), limit: 5 }, { signal }),
    enabled: isActive,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  return toChoices({ typed, isExcluded, certain, suggestions: data?.items ?? [] }, t);
}
