// The same version once more through intake, where somebody waits for it.

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import type { Feature } from '@image-workflow/record/features';
import { toNextRun } from '../shared/next-run.ts';
import { toObjectCreatedEvent } from '../shared/object-events.ts';

/** @param features - What is asked anew; absent: everything. */
export async function runAgain(
  sqs: SQSClient,
  queueUrl: string,
  { source }: Pick<ImageRecord, 'source'>,
  features?: Feature[],
): Promise<void> {
  const event = toObjectCreatedEvent(toNextRun(source, features));
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));
}
