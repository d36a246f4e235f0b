// Where the HTTP API answers, without the `/api` that its paths begin with.

import type { Stack } from './stack.ts';

/**
 * @param endpoint - Of something on this machine that speaks the AWS API; absent for a stack in AWS. The host name that
 * AWS would give the API leads nowhere there: not every program resolves names below `localhost` either.
 * @returns Undefined for a stack of a version without an API.
 */
export function toApiUrl({ outputs }: Pick<Stack, 'outputs'>, endpoint?: string): string | undefined {
  if (!outputs.ApiUrl || endpoint === undefined) return outputs.ApiUrl;
  const [apiId] = new URL(outputs.ApiUrl).hostname.split('.');
  return `${endpoint}/_aws/execute-api/${apiId}/$default`;
}
