import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from '@jest/globals';
import { ObjectUrls, WINDOW_MS } from '../../../../../functions/shared/api/object-urls.ts';

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token/+=' };
const s3 = new S3Client({
  region: 'eu-central-1',
  credentials,
  responseChecksumValidation: 'WHEN_REQUIRED',
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const now = Date.UTC(2026, 5, 21, 4, 36);
const bucket = 'amzn-s3-demo-bucket';

/** Order of the parameters makes no difference to S3. */
function parts(text: string): unknown {
  const url = new URL(text);
  url.searchParams.delete('x-id'); // the SDK's own, which says nothing
  return [url.origin, url.pathname, [...url.searchParams].toSorted()];
}

describe('a signed URL', () => {
  it.each([
    ['an object', { key: 'thumbnails/0a/1b/256.webp' }],
    ['a key with everything', { key: "uploads/été à Nice+1 (2)!*'~=&?#%.jpg" }],
    ['a version', { key: 'a.jpg', versionId: '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY' }],
  ])("is what the SDK's presigner makes of %s", async (_what, object) => {
    const ours = await new ObjectUrls(s3).sign({ bucket, ...object }, now);
    const signingDate = new Date(Math.floor(now / WINDOW_MS) * WINDOW_MS);
    const theirs = await getSignedUrl(
      s3,
      new GetObjectCommand({
        Bucket: bucket,
        Key: object.key,
        VersionId: (object as { versionId?: string }).versionId,
      }),
      { signingDate, expiresIn: 1_800 },
    );

    // The SDK signs its x-id too, so the two signatures differ; all else is equal.
    const withoutSignature = (url: string) => parts(url.replace(/X-Amz-Signature=\w+/, ''));
    expect(withoutSignature(ours)).toEqual(withoutSignature(theirs));
  });

  it('has the name under which a browser saves the file', async () => {
    const url = await new ObjectUrls(s3).sign({ bucket, key: 'a', saveAs: 'été "1".jpg' }, now);

    expect(new URL(url).searchParams.get('response-content-disposition')).toBe(
      "attachment; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22.jpg",
    );
  });

  it('is the same within a quarter of an hour, whoever signs, and another one after it', async () => {
    const begin = Math.floor(now / WINDOW_MS) * WINDOW_MS;
    const object = { bucket, key: 'a.jpg' };
    const first = await new ObjectUrls(s3).sign(object, begin);
    const urls = new ObjectUrls(s3);

    expect(await urls.sign(object, begin + WINDOW_MS - 1)).toBe(first);
    expect(await urls.sign(object, begin + WINDOW_MS)).not.toBe(first);
  });

  it('answers for a quarter of an hour at least from when it is given', async () => {
    const urls = new ObjectUrls(s3);
    const end = Math.floor(now / WINDOW_MS) * WINDOW_MS + WINDOW_MS - 1;
    const { searchParams } = new URL(await urls.sign({ bucket, key: 'a.jpg' }, end));

    expect(searchParams.get('X-Amz-Expires')).toBe('1800');
    expect(urls.expiresAt(end).getTime() - end).toBeGreaterThanOrEqual(15 * 60_000);
  });
});
