// Lambda entry of the intake queue: opens a record and starts one execution for each new version of an object.

import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { closeRecord } from '../shared/close-record.ts';
import { integerFromEnv, stringFromEnv } from '../shared/env.ts';
import { InvalidEventError } from '../shared/errors.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { logger } from '../shared/logger.ts';
import { sendToDeadLetterQueue } from './dead-letter.ts';
import { parseObjectCreated } from './object-created.ts';
import { openRecord } from './open-record.ts';
import { startExecution, toExecutionArn } from './start-execution.ts';

const stepFunctions = new SFNClient(toClientOptions());
const sqs = new SQSClient(toClientOptions());
const table = imagesTableFromEnv();
const stateMachineArn = stringFromEnv('STATE_MACHINE_ARN');
const deadLetterQueueUrl = stringFromEnv('DEAD_LETTER_QUEUE_URL');
const maxReceiveCount = integerFromEnv('MAX_RECEIVE_COUNT');
const processor = new BatchProcessor(EventType.SQS);

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  return processPartialResponse(event, handleMessage, processor, { throwOnFullBatchFailure: false });
};

/** A message for which this throws is delivered again by SQS. */
async function handleMessage(message: SQSRecord): Promise<void> {
  const image = await parseOrSetAside(message);
  if (!image) return;
  try {
    await startWorkflow(image);
  } catch (error) {
    logger.error('Workflow not started', { ...image, error: error as Error });
    if (Number(message.attributes.ApproximateReceiveCount) >= maxReceiveCount)
      await giveUp(image, error as Error);
    throw error;
  }
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

async function startWorkflow(image: ImageObject): Promise<void> {
  const opening = await openRecord(table, image, toExecutionArn(stateMachineArn, image));
  if (opening !== 'superseded') await startExecution(stepFunctions, stateMachineArn, image);
  logger.info('Upload taken in', { ...image, opening });
}

/** After its last delivery the message goes to the dead-letter queue; its record must not stay PROCESSING. */
async function giveUp(image: ImageObject, { name, message }: Error): Promise<void> {
  await closeRecord(table, {
    imageId: image.imageId,
    executionArn: toExecutionArn(stateMachineArn, image),
    finishedAt: new Date().toISOString(),
    error: { name, message, state: 'StartWorkflow' },
  });
}
