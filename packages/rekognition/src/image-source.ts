// The `Image` of a request, bytes or an S3 object, as bytes.

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { invalidParameter, RekognitionError } from './errors.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Image.html} */
export const imageSchema = z.object({
  Bytes: z.string().min(1).optional(), // base64 in JSON 1.1
  S3Object: z
    .object({
      Bucket: z.string().min(3).max(255).optional(),
      Name: z.string().min(1).max(1024).optional(),
      Version: z.string().min(1).max(1024).optional(),
    })
    .optional(),
});

export type RequestImage = z.infer<typeof imageSchema>;

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
export const MAX_S3_OBJECT_BYTES = 15 * 1024 * 1024;

export type ReadImage = (image: RequestImage) => Promise<Uint8Array>;

/**
 * @param s3 - Where S3Objects are read; absent when the server was started without an S3 endpoint.
 * @returns A reader that throws the service's own errors: InvalidParameterException (neither or both sources),
 *   ImageTooLargeException, InvalidS3ObjectException.
 */
export function imageReader(s3: S3Client | undefined): ReadImage {
  return async ({ Bytes, S3Object }) => {
    if ((Bytes === undefined) === (S3Object === undefined)) throw invalidParameter();
    if (Bytes !== undefined) return decodeBase64(Bytes);
    return readS3Object(s3, S3Object ?? {});
  };
}

function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > MAX_IMAGE_BYTES) throw imageTooLarge(bytes.length, MAX_IMAGE_BYTES);
  return bytes;
}

async function readS3Object(
  s3: S3Client | undefined,
  { Bucket, Name, Version }: NonNullable<RequestImage['S3Object']>,
): Promise<Uint8Array> {
  if (!Bucket || !Name) throw invalidParameter();
  if (!s3) {
    throw new RekognitionError(
      'InvalidS3ObjectException',
      'Unable to get object metadata from S3. This offline server was started without --s3-endpoint.',
    );
  }
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: Name, VersionId: Version }));
    const sizeBytes = object.ContentLength ?? 0;
    if (sizeBytes > MAX_S3_OBJECT_BYTES) {
      (object.Body as { destroy?: () => void } | undefined)?.destroy?.(); // else the connection stays taken
      throw imageTooLarge(sizeBytes, MAX_S3_OBJECT_BYTES);
    }
    return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (cause) {
    if (cause instanceof RekognitionError) throw cause;
    throw new RekognitionError(
      'InvalidS3ObjectException',
      'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
      { cause },
    );
  }
}

function imageTooLarge(foundBytes: number, limitBytes: number): RekognitionError {
  return new RekognitionError(
    'ImageTooLargeException',
    `Image size is too large: expected at most ${limitBytes} bytes but found ${foundBytes}`,
  );
}
