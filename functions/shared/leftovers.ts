// What an execution has made, and no record is of (any more): ForgetImage deletes it, because a message tells it to look.
//
// A message, and not a deletion on the spot: it is delivered until it is done, its failure is nobody's execution's, and one
// function alone may delete.

import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

export const LEFTOVERS_DETAIL_TYPE = 'Derivatives Left Over';

/** In the envelope of EventBridge, as all that ForgetQueue holds. */
export const leftoversEventSchema = z
  .object({
    source: z.literal('image-workflow'),
    'detail-type': z.literal(LEFTOVERS_DETAIL_TYPE),
    detail: z.object({
      imageId: z.string().min(1),
      /** Of a run that can never have the record. Absent where only the record says what is left over. */
      lostRevision: z.string().min(1).optional(),
    }),
  })
  .transform(({ detail }) => detail);

export type Leftovers = z.infer<typeof leftoversEventSchema>;

export interface ForgetQueue {
  sqs: SQSClient;
  forgetQueueUrl: string;
}

/** @param delaySeconds - Before it is heard; SQS takes 900 at most. */
export async function tellOfLeftovers(
  { sqs, forgetQueueUrl }: ForgetQueue,
  detail: Leftovers,
  delaySeconds?: number,
): Promise<void> {
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': LEFTOVERS_DETAIL_TYPE,
    source: 'image-workflow',
    time: new Date().toISOString(),
    resources: [],
    detail,
  };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: forgetQueueUrl,
      MessageBody: JSON.stringify(event),
      ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
    }),
  );
}
