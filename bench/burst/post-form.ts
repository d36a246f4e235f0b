// Uploads as a page does: with a form that was signed for one object.

import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';

/** @throws {Error} With S3's answer where it takes the form not. */
export async function postForm(s3: S3Client, bucket: string, key: string, bytes: Uint8Array): Promise<void> {
  const { url, fields } = await createPresignedPost(s3, { Bucket: bucket, Key: key });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]));
  const answer = await fetch(url, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(`Expected S3 to take ${key} but it answered ${await answer.text()}`);
}
