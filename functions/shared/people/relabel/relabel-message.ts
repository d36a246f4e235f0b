// What earlier photographs have to learn, as a message: RelabelImages takes it up, and goes on where it was stopped.

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

export const relabelMessageSchema = z.object({
  /** Whether new faces may be found, which costs a search for each face; or only names are brought up to date. */
  isSearch: z.boolean(),
  /** Who became whom, by personId. */
  merged: z.record(z.string(), z.string()).default({}),
  /** Who was removed: personIds. */
  removedIds: z.array(z.string()).default([]),
  /** The page of the Images table to go on with. */
  startKey: z.record(z.string(), z.unknown()).optional(),
});

export type RelabelMessage = z.input<typeof relabelMessageSchema>;

/** @param delaySeconds - Until it is taken up: what it tells of may be written after it is sent, so that it is never lost. */
export async function sendRelabelMessage(
  sqs: SQSClient,
  queueUrl: string,
  message: RelabelMessage,
  { delaySeconds = 0 } = {},
): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      DelaySeconds: delaySeconds,
    }),
  );
}
