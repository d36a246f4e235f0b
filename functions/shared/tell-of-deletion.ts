// S3's word that something was deleted, told anew: where S3 has told of it too early, or not at all.

import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { ForgetQueue } from './leftovers.ts';
import { toNextRun } from './next-run.ts';
import { toObjectDeletedEvent } from './object-events.ts';

/**
 * ForgetImage looks into the bucket itself: whoever has uploaded the photograph again meanwhile loses nothing.
 *
 * @param version - The deletion comes just after its sequencer, and before all that comes after it.
 * @param deletedAt - ISO 8601 in UTC.
 */
export async function tellOfDeletion(
  { sqs, forgetQueueUrl }: ForgetQueue,
  version: Pick<ImageObject, 'bucket' | 'key' | 'sequencer'>,
  deletedAt = new Date().toISOString(),
): Promise<void> {
  const { bucket, key } = version;
  const { sequencer } = toNextRun({ sequencer: version.sequencer });
  const MessageBody = JSON.stringify(toObjectDeletedEvent({ bucket, key, sequencer, deletedAt }));
  await sqs.send(new SendMessageCommand({ QueueUrl: forgetQueueUrl, MessageBody }));
}
