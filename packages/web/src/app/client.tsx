// The API for every view: one client, one cache of answers.

import { ImageWorkflowClient } from '@image-workflow/client';
import type { Config } from '@image-workflow/record/api/config';
import { QueryClient, useQuery } from '@tanstack/react-query';
import { isWorthAnotherTry } from './errors.ts';

let readToken: (refused?: string) => string | undefined | Promise<string | undefined> = () => undefined;
let onUnauthorized = () => {};

/** Told by the sign-in once there is one. */
export function provideTokens(read: typeof readToken, whenUnauthorized: () => void): void {
  readToken = read;
  onUnauthorized = whenUnauthorized;
}

/** The API has the page's own origin. */
export const client = new ImageWorkflowClient('', {
  token: (refused) => readToken(refused),
  onUnauthorized: () => onUnauthorized(),
});

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < 1 && isWorthAnotherTry(error), // the client has tried four times already
    },
  },
});

/** Settled before any view is shown. */
export function useConfig(): Config {
  const { data } = useQuery(configQuery);
  if (!data) throw new Error('Expected the configuration to be there before the views');
  return data;
}

export const configQuery = {
  queryKey: ['config'],
  queryFn: ({ signal }: { signal: AbortSignal }) => client.getConfig({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
} as const;
