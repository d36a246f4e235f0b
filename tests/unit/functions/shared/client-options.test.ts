import { createServer } from 'node:net';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { toClientOptions } from '../../../../functions/shared/client-options.ts';

it('gives up a request that nobody answers, with an error that can be tried again', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const s3 = new S3Client({
    ...toClientOptions({ requestTimeoutMs: 20 }),
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });

  await expect(s3.send(new GetObjectCommand({ Bucket: 'a', Key: 'b' }))).rejects.toMatchObject({
    name: 'TimeoutError',
  });

  s3.destroy();
  silent.close();
});
