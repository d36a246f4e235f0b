// Rekognition's whole answers, beside the bounded summaries that enter the record.

import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import { analysisKey } from './result-keys.ts';

/**
 * @param feature - The slot's name in the record.
 * @param answer - Of the SDK: what it says of the request itself is left out.
 * @param metadata - Stored beside it, as S3's user metadata.
 * @returns Its key in the results bucket.
 */
export async function storeAnswer(
  { s3, resultsBucket }: { s3: S3Client; resultsBucket: string },
  image: ImageObject,
  feature: string,
  answer: object,
  metadata?: Record<string, string>,
): Promise<string> {
  const key = analysisKey(image, feature);
  await s3.send(
    new PutObjectCommand({
      Bucket: resultsBucket,
      Key: key,
      Body: JSON.stringify(answer, (name, value) => (name === '$metadata' ? undefined : value)),
      ContentType: 'application/json',
      ...(metadata && { Metadata: metadata }),
    }),
  );
  return key;
}
