// A form with which a client sends one file straight to the storage.

import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { type FormUpload, UPLOAD_SECONDS, type UploadFile } from '@image-workflow/record/api/uploads';
import { toObjectHeaders, type UploadTarget } from './upload-target.ts';

/**
 * Everything in the form is fixed by its signature: key, size, checksum, type, owner, features. The storage refuses a
 * form in which one differs, is missing or is added, and every form after its time.
 */
export async function createFormUpload(
  s3: S3Client,
  { bucket, key, ...target }: UploadTarget,
  file: UploadFile,
): Promise<Pick<FormUpload, 'way' | 'url' | 'fields'>> {
  const { url, fields } = await createPresignedPost(s3, {
    Bucket: bucket,
    Key: key,
    Expires: UPLOAD_SECONDS,
    Conditions: [['content-length-range', file.sizeBytes, file.sizeBytes]],
    Fields: {
      ...toObjectHeaders(target, file),
      ...(file.sha256 && {
        'x-amz-checksum-algorithm': 'SHA256',
        'x-amz-checksum-sha256': Buffer.from(file.sha256, 'hex').toString('base64'),
      }),
    },
  });
  return { way: 'form', url, fields };
}
