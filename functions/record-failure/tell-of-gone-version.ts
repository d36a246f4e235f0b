// A version that is gone when its run reads it: S3's word that it was put there came after the word that it was deleted.

import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ImageObject } from '@image-workflow/record/image-object';
import type { ForgetQueue } from '../shared/leftovers.ts';
import { toNextRun } from '../shared/next-run.ts';
import { toObjectDeletedEvent } from '../shared/object-events.ts';

/** What S3 says of a version, or of a key, that does not exist. */
const GONE: readonly string[] = ['NoSuchVersion', 'NoSuchKey'];

/** @param errorName - Of what the execution failed with. */
export function isGone(errorName: string): boolean {
  return GONE.includes(errorName);
}

/**
 * The deletion found the version below as what its record was of, and changed nothing; since then this version has taken the
 * record. So ForgetImage has to look once more what is there, by a deletion that comes after this version and before all that
 * comes after it.
 *
 * @param deletedAt - ISO 8601 in UTC.
 */
export async function tellOfGoneVersion(
  { sqs, forgetQueueUrl }: ForgetQueue,
  image: ImageObject,
  deletedAt: string,
): Promise<void> {
  const { bucket, key } = image;
  const { sequencer } = toNextRun(image);
  const MessageBody = JSON.stringify(toObjectDeletedEvent({ bucket, key, sequencer, deletedAt }));
  await sqs.send(new SendMessageCommand({ QueueUrl: forgetQueueUrl, MessageBody }));
}
