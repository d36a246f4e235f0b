// Lambda entry of the intake queues: opens a record and starts one execution for each new version of an object, as soon
// as the account has room for it.

import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, stringFromEnv } from '../shared/env.ts';
import { InvalidEventError } from '../shared/errors.ts';
import { toExecutionArn } from '../shared/execution-arn.ts';
import { toExecutionName } from '../shared/image-object.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { publish } from '../shared/metrics.ts';
import { closeRecord } from '../shared/records/close-record.ts';
import { sendToDeadLetterQueue } from './dead-letter.ts';
import { listRunning } from './list-running.ts';
import { parseObjectCreated } from './object-created.ts';
import { openRecord } from './open-record.ts';
import { Pace } from './pace.ts';
import { sendAnew } from './send-anew.ts';
import { startExecution } from './start-execution.ts';
import { type Outcome, startInTurn } from './start-in-turn.ts';

/** What is left of an invocation when it stops waiting: longer than the last start may take, with all its attempts. */
const RESERVE_MS = 30_000;

const stepFunctions = new SFNClient(toClientOptions());
const sqs = new SQSClient(toClientOptions());
const table = imagesTableFromEnv();
const stateMachineArn = stringFromEnv('STATE_MACHINE_ARN');
const fastQueueUrl = stringFromEnv('FAST_QUEUE_URL');
const intakeQueueUrl = stringFromEnv('INTAKE_QUEUE_URL');
const deadLetterQueueUrl = stringFromEnv('DEAD_LETTER_QUEUE_URL');
const maxReceiveCount = integerFromEnv('MAX_RECEIVE_COUNT');
const pace = new Pace(integerFromEnv('MAX_PHOTOGRAPHS_IN_FLIGHT'), (limit) =>
  listRunning(stepFunctions, stateMachineArn, limit),
);
const clock = { nowMs: () => Date.now(), sleep: (ms: number) => sleep(ms) };

/** A message, and the photograph that it tells of. */
interface Arrival {
  message: SQSRecord;
  image: ImageObject;
}

export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  const { arrivals, unread } = await readArrivals(Records);
  const isFast = isOfQueue(Records[0], fastQueueUrl);
  const outcome = await startInTurn(arrivals, {
    pace,
    lane: isFast ? 'fast' : 'intake',
    clock,
    untilMs: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS,
    start: startWorkflow,
  });
  const { failed, waiting } = outcome;
  const started = arrivals.length - failed.length - waiting.length;
  if (arrivals.length > 0) {
    publish({ Started: started, Waiting: waiting.length, Standstill: started > 0 ? 0 : 1 });
  }
  await closeLost(outcome);
  const unsent = await handBack(outcome, isFast ? fastQueueUrl : intakeQueueUrl);

  const again = [...unread, ...failed.map(({ photograph }) => photograph.message), ...unsent];
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

/** @returns What can be started, and messages that could be neither read nor set aside. */
async function readArrivals(messages: readonly SQSRecord[]) {
  const arrivals: Arrival[] = [];
  const unread: SQSRecord[] = [];
  for (const message of messages) {
    try {
      const image = await parseOrSetAside(message);
      if (image) arrivals.push({ message, image });
    } catch (error) {
      logger.error('Message not set aside', { messageId: message.messageId, error: error as Error });
      unread.push(message);
    }
  }
  return { arrivals, unread };
}

async function parseOrSetAside(message: SQSRecord): Promise<ImageObject | undefined> {
  try {
    return parseObjectCreated(message.body);
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    await sendToDeadLetterQueue(sqs, deadLetterQueueUrl, message, error);
    logger.warn('Message set aside', { messageId: message.messageId, error });
    return undefined;
  }
}

async function startWorkflow({ image }: Arrival): Promise<string | undefined> {
  const opening = await openRecord(table, image, toExecutionArn(stateMachineArn, toExecutionName(image)));
  const started =
    opening === 'superseded' ? undefined : await startExecution(stepFunctions, stateMachineArn, image);
  logger.info('Upload taken in', { ...image, opening, isStarted: started !== undefined });
  return started;
}

/** After its last delivery a message goes to the dead-letter queue; its record must not stay PROCESSING. */
async function closeLost({ failed }: Outcome<Arrival>): Promise<void> {
  for (const { photograph, error } of failed) {
    const { image, message } = photograph;
    logger.error('Workflow not started', { ...image, error });
    if (Number(message.attributes.ApproximateReceiveCount) < maxReceiveCount) continue;
    await closeRecord(table, {
      imageId: image.imageId,
      executionArn: toExecutionArn(stateMachineArn, toExecutionName(image)),
      finishedAt: new Date().toISOString(),
      error: { name: error.name, message: error.message, state: 'StartWorkflow' },
    }).catch((cause: Error) => logger.error('Record not closed', { ...image, error: cause }));
  }
}

/** @returns Messages that wait for their turn and could not be sent anew. */
async function handBack({ waiting }: Outcome<Arrival>, queueUrl: string): Promise<SQSRecord[]> {
  const messages = waiting.map(({ message }) => message);
  if (messages.length > 0) logger.info('Uploads wait for their turn', { uploads: messages.length });
  try {
    return await sendAnew(sqs, queueUrl, messages);
  } catch (error) {
    logger.error('Messages not sent anew', { uploads: messages.length, error: error as Error });
    return messages;
  }
}

/** The ARN of a queue ends in its name, as its URL does. */
function isOfQueue(message: SQSRecord | undefined, queueUrl: string): boolean {
  return message?.eventSourceARN.split(':').at(-1) === queueUrl.split('/').at(-1);
}
