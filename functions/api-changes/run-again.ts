// The same version once more through intake, where somebody waits for it.

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ImageRecord } from '@image-workflow/record';
import { toNextRun } from '../shared/next-run.ts';
import { toObjectCreatedEvent } from '../shared/object-events.ts';

export async function runAgain(
  sqs: SQSClient,
  queueUrl: string,
  { source }: Pick<ImageRecord, 'source'>,
): Promise<void> {
  const event = toObjectCreatedEvent(toNextRun(source));
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));
}
