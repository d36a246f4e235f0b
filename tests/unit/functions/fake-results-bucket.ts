// A bucket in memory that keeps S3's rules of conditional writes.

import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';

export function fakeResultsBucket() {
  const objects = new Map<string, { body: string; eTag: string }>();
  const s3 = mockClient(S3Client);
  let writes = 0;

  async function put({ Key = '', Body, IfNoneMatch, IfMatch }: PutObjectCommandInput) {
    const stored = objects.get(Key);
    if (IfNoneMatch === '*' && stored) throw refusal('PreconditionFailed');
    if (IfMatch && !stored) throw refusal('NoSuchKey');
    if (IfMatch && stored && IfMatch !== stored.eTag) throw refusal('PreconditionFailed');
    objects.set(Key, { body: String(Body), eTag: `"${++writes}"` });
    return {};
  }

  function get(key = '') {
    const stored = objects.get(key);
    if (!stored) throw new NoSuchKey({ $metadata: {}, message: 'No such key' });
    return { ETag: stored.eTag, Body: { transformToString: async () => stored.body } as never };
  }

  function reset(): void {
    objects.clear();
    s3.reset();
    s3.on(PutObjectCommand).callsFake(put);
    s3.on(DeleteObjectCommand).callsFake(async ({ Key, IfMatch }) => {
      if (IfMatch !== objects.get(Key)?.eTag) throw refusal('PreconditionFailed');
      objects.delete(Key);
    });
    s3.on(GetObjectCommand).callsFake(async ({ Key }) => get(Key));
  }

  reset();
  return {
    objects,
    s3,
    reset,
    put,
    /** The JSON at `key`, parsed. */
    json: (key: string) => JSON.parse(objects.get(key)?.body ?? 'null'),
  };
}

/** What S3 answers to a write that it refuses. */
export function refusal(name: string): S3ServiceException {
  return new S3ServiceException({ name, $fault: 'client', $metadata: {} });
}
