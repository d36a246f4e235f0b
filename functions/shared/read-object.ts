// Reading one version of an uploaded object from S3: whole, or only the ranges that are needed.

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ImageObject } from '@image-workflow/record/image-object';
import { RangedSource } from './files/byte-source.ts';
import { describeObject } from './image-object.ts';

type ObjectVersion = Pick<ImageObject, 'bucket' | 'key' | 'versionId'>;

/**
 * Reads a whole object into memory.
 *
 * @param maxBytes - Largest object that is read; a larger one is refused before its body arrives.
 * @throws {RangeError} When the object exceeds `maxBytes`, with both numbers.
 */
export async function readObject(
  s3: S3Client,
  image: ObjectVersion,
  { maxBytes }: { maxBytes: number },
): Promise<Buffer> {
  const { Body, ContentLength } = await s3.send(new GetObjectCommand(toObjectInput(image)));
  if (ContentLength !== undefined && ContentLength > maxBytes) {
    // The unread body holds its connection until the stream is closed.
    if (Body !== undefined && 'destroy' in Body) Body.destroy();
    throw new RangeError(
      `The object of ${ContentLength} bytes exceeds ${maxBytes} bytes: ${describeObject(image)}`,
    );
  }
  return toBuffer(await Body?.transformToByteArray());
}

/** An object that is read in ranges. */
export class ObjectSource extends RangedSource {
  /** What was noted beside the object when it was uploaded: `x-amz-meta-features: text` is `{ features: 'text' }`. */
  readonly userMetadata: Readonly<Record<string, string>>;

  constructor(userMetadata: Record<string, string>, ...ranges: ConstructorParameters<typeof RangedSource>) {
    super(...ranges);
    this.userMetadata = userMetadata;
  }
}

interface FetchedRange {
  bytes: Buffer;
  /** Of the whole object. */
  sizeBytes: number;
  userMetadata: Record<string, string>;
}

/**
 * Opens an object for reading in ranges. The first request fetches the head and learns the true size; every
 * further one fetches only what is asked for.
 *
 * @param headBytes - What the first request fetches, enough for the metadata of most files.
 * @param maxFetchedBytes - Bound of what all requests together may fetch.
 */
export async function openObject(
  s3: S3Client,
  image: ObjectVersion,
  { headBytes, maxFetchedBytes }: { headBytes: number; maxFetchedBytes: number },
): Promise<ObjectSource> {
  const fetchRange = async (offset: number, length: number): Promise<FetchedRange> => {
    const Range = `bytes=${offset}-${offset + length - 1}`;
    try {
      const answer = await s3.send(new GetObjectCommand({ ...toObjectInput(image), Range }));
      const bytes = toBuffer(await answer.Body?.transformToByteArray());
      const sizeBytes = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? bytes.length);
      return { bytes, sizeBytes, userMetadata: answer.Metadata ?? {} };
    } catch (error) {
      // S3 answers 416 to every range of an empty object, and to one behind the end of a shorter version.
      if (error instanceof Error && error.name === 'InvalidRange')
        return { bytes: Buffer.alloc(0), sizeBytes: 0, userMetadata: {} };
      throw error;
    }
  };

  const head = await fetchRange(0, headBytes);
  return new ObjectSource(
    head.userMetadata,
    head.sizeBytes,
    async (offset, length) => (await fetchRange(offset, length)).bytes,
    {
      head: head.bytes,
      maxFetchedBytes,
    },
  );
}

function toObjectInput(image: ObjectVersion): { Bucket: string; Key: string; VersionId?: string } {
  return { Bucket: image.bucket, Key: image.key, ...(image.versionId ? { VersionId: image.versionId } : {}) };
}

function toBuffer(bytes: Uint8Array | undefined): Buffer {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.alloc(0);
}
