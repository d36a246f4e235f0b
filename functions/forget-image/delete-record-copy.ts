// The record as JSON goes too, but for that of a run which has come since.

import { DeleteObjectCommand, GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { isLostToAnotherWrite, toStoredSequencer } from '../shared/records/stored-copy.ts';
import { recordKey } from '../shared/result-keys.ts';
import type { ResultsBucket } from './derivatives.ts';

/** Deletes the copy, unless it is of a version or a run that came after `sequencer`. */
export async function deleteRecordCopy(
  { s3, resultsBucket }: ResultsBucket,
  imageId: string,
  sequencer: string,
): Promise<void> {
  const location = { Bucket: resultsBucket, Key: recordKey(imageId) };
  try {
    const stored = await s3.send(new GetObjectCommand(location));
    const storedSequencer = toStoredSequencer(await stored.Body?.transformToString());
    if (storedSequencer !== undefined && storedSequencer > sequencer) return;
    await s3.send(new DeleteObjectCommand({ ...location, IfMatch: stored.ETag }));
  } catch (error) {
    // Gone already, or another write came between: whoever wrote it asks the table afterwards.
    if (error instanceof NoSuchKey || isLostToAnotherWrite(error)) return;
    throw error;
  }
}
