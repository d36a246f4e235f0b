// Lambda entry of /api/dead-letters: for whoever runs the stack.

import { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters, redriveDeadLetters } from '@image-workflow/record/api/dead-letters';
import { createApi } from '../shared/api/api.ts';
import type { Caller } from '../shared/api/caller.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { parseQueues } from '../shared/named-queues.ts';
import { readDeadLetters, redrive } from './dead-letter-queues.ts';

/** API Gateway waits 29 seconds. What is left after these is for the next time. */
const MOST_MS = 20_000;

const queues = {
  sqs: new SQSClient(toClientOptions()),
  images: imagesTableFromEnv(),
  deadLetterQueues: parseQueues(stringFromEnv('DEAD_LETTER_QUEUES')),
  destinations: parseQueues(stringFromEnv('DESTINATIONS')),
};

const api = createApi()
  .on(listDeadLetters, async ({ caller }) => {
    refuseUnlessAdmin(caller);
    return { body: { items: await readDeadLetters(queues, AbortSignal.timeout(MOST_MS)) } };
  })
  .on(redriveDeadLetters, async ({ caller }) => {
    refuseUnlessAdmin(caller);
    const redriven = await redrive(queues, AbortSignal.timeout(MOST_MS));
    logger.info('Dead letters sent on', redriven);
    return { body: redriven };
  });

export const { handler } = api;

/** They tell of everybody's photographs. */
function refuseUnlessAdmin({ isAdmin }: Caller): void {
  if (!isAdmin) throw new ApiProblem('forbidden', 'Expected an administrator but found a user');
}
