// The sample events of events/, as `sam local invoke` sends them, and what the tests take from them.

import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';

/** @param name - The function's folder: `start-workflow`. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads and changes any part of any event
export function readEvent(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../../events/${name}.json`, import.meta.url), 'utf8'));
}

export const context = {
  functionName: 'test',
  awsRequestId: '1',
  getRemainingTimeInMillis: () => 60_000,
} as Context;
