import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Feature } from '@image-workflow/record/features';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';

process.env.TABLE_NAME = 'images';
process.env.REUSE_ANSWERS = 'true';
process.env.ISOLATION = 'true';
process.env.RESULTS_BUCKET = 'results';
process.env.MAX_OBJECT_BYTES = '1000000';
process.env.MAX_PIXELS = '1000000';
process.env.PREVIEW_EDGE = '400';
const { handler } = await import('../../../../functions/normalize-image/handler.ts');

const s3 = mockClient(S3Client);
const documents = mockClient(DynamoDBDocumentClient);
const context = { functionName: 'NormalizeImage', awsRequestId: '1' } as Context;
const image = {
  imageId: 'a'.repeat(32),
  bucket: 'uploads',
  key: 'notes.png',
  versionId: 'v1',
  eTag: 'd41d8cd9',
  sizeBytes: 1,
  sequencer: '1',
  uploadedAt: '2026-05-01T10:20:30Z',
};
const metadata = { format: 'png', mimeType: 'image/png', width: 800, height: 600 };

function storedObject(bytes: Buffer) {
  s3.on(GetObjectCommand).resolves({
    ContentLength: bytes.length,
    Body: { transformToByteArray: async () => bytes } as never,
  });
  s3.on(PutObjectCommand).resolves({});
}

beforeEach(() => {
  documents.on(QueryCommand).resolves({});
});

afterEach(() => {
  s3.reset();
  documents.reset();
});

describe('NormalizeImage', () => {
  it('stores a JPEG preview of one version and answers with its size', async () => {
    const png = await sharp({ create: { width: 800, height: 600, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    storedObject(png);

    const answer = await handler({ image, metadata }, context);

    const [get] = s3.commandCalls(GetObjectCommand);
    expect(get?.args[0].input).toEqual({ Bucket: 'uploads', Key: 'notes.png', VersionId: 'v1' });
    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    const jpeg = put?.Body as Buffer;
    expect(put).toMatchObject({
      Bucket: 'results',
      ContentType: 'image/jpeg',
      CacheControl: expect.stringMatching(/max-age=31536000, immutable/),
    });
    expect(put?.Key).toMatch(new RegExp(`^previews/${image.imageId}/[0-9a-f]{32}\\.jpg$`));
    expect(answer).toEqual({
      supported: true,
      preview: {
        key: put?.Key,
        width: 400,
        height: 300,
        sizeBytes: jpeg.length,
        contentHash: createHash('sha256').update(jpeg).digest('hex'),
        answers: {},
      },
      warnings: [],
      sha256: createHash('sha256').update(png).digest('hex'),
    });
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 300 });
  });

  it('answers that bytes which are no image are not supported, and stores nothing', async () => {
    storedObject(Buffer.from('Dear diary'));

    const answer = await handler({ image, metadata }, context);

    expect(answer).toMatchObject({
      supported: false,
      reason: expect.stringContaining('found a file of another kind'),
    });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });

  describe('where the same picture was analysed before', () => {
    const found = (feature: string) => ({
      status: 'SUCCEEDED',
      items: [],
      raw: `analysis/other/${feature}.json`,
    });
    const off = { status: 'SKIPPED' };
    const other = {
      imageId: 'b'.repeat(32),
      schemaVersion: 1,
      status: 'PARTIAL',
      source: { ...image, imageId: undefined, key: 'copy of notes.png' },
      execution: { arn: 'execution' },
      analysis: {
        labels: found('labels'),
        text: { status: 'FAILED', error: { name: 'AccessDeniedException', message: 'no' } },
        faces: found('faces'),
        people: { ...found('people'), searchedFaces: 0 },
        celebrities: off,
        moderation: { ...found('moderation'), flagged: false },
        customLabels: off,
        thumbnails: { status: 'FAILED', error: { name: 'AccessDenied', message: 'no' } },
      },
    };
    const picture = () =>
      sharp({ create: { width: 80, height: 80, channels: 3, background: 'teal' } })
        .png()
        .toBuffer();

    async function answersOf(bytes: Buffer): Promise<unknown> {
      storedObject(bytes);
      const answer = await handler({ image, metadata }, context);
      return answer.supported && answer.preview.answers;
    }

    it('says where its answers are, but those that failed and that of who is known', async () => {
      documents.on(QueryCommand).resolves({ Items: [{ imageId: other.imageId }] });
      documents.on(GetCommand).resolves({ Item: other });

      expect(await answersOf(await picture())).toEqual({
        labels: 'analysis/other/labels.json',
        faces: 'analysis/other/faces.json',
        moderation: 'analysis/other/moderation.json',
      });
      expect(documents.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
        TableName: 'images',
        IndexName: 'ByContent',
      });
    });

    it('with isolation takes none of another owner’s, whose picture would be known by what its copy does not cost', async () => {
      const key = 'uploads/user-2/01J00000000000000000000000/notes.png';
      documents.on(QueryCommand).resolves({ Items: [{ imageId: other.imageId }] });
      documents.on(GetCommand).resolves({ Item: { ...other, source: { ...other.source, key } } });

      expect(await answersOf(await picture())).toEqual({});
    });

    it('does not take its own: to be processed again is to be asked again', async () => {
      documents.on(QueryCommand).resolves({ Items: [{ imageId: image.imageId }] });

      expect(await answersOf(await picture())).toEqual({});
      expect(documents.commandCalls(GetCommand)).toHaveLength(0);
    });

    it('has the same hash whatever the file says beside the picture', async () => {
      const png = await picture();
      const described = await sharp(png)
        .withExif({ IFD0: { Artist: 'Ada' } })
        .png()
        .toBuffer();
      expect(described.equals(png)).toBe(false);

      await answersOf(png);
      await answersOf(described);

      const [one, two] = documents
        .commandCalls(QueryCommand)
        .map(({ args }) => args[0].input.ExpressionAttributeValues);
      expect(two).toEqual(one);
    });

    it.each([
      ['forgotten', undefined],
      ['of a shape that is not known', { imageId: 'b' }],
    ])('asks anew where that photograph is %s', async (_, Item) => {
      documents.on(QueryCommand).resolves({ Items: [{ imageId: other.imageId }] });
      documents.on(GetCommand).resolves(Item ? { Item } : {});
      expect(await answersOf(await picture())).toEqual({});
    });

    it('asks anew where the table does not answer', async () => {
      documents.on(QueryCommand).rejects(new Error('The table is away'));
      expect(await answersOf(await picture())).toEqual({});
    });
  });

  describe('in a further run for some features alone', () => {
    const picture = () =>
      sharp({ create: { width: 80, height: 80, channels: 3, background: 'navy' } })
        .png()
        .toBuffer();
    const found = (feature: string) => ({
      status: 'SUCCEEDED',
      items: [],
      raw: `analysis/earlier/${feature}.json`,
    });
    const earlier = {
      imageId: image.imageId,
      schemaVersion: 1,
      status: 'PARTIAL',
      source: { ...image, imageId: undefined },
      execution: { arn: 'execution' },
      analysis: {
        labels: found('labels'),
        text: found('text'),
        faces: found('faces'),
        people: { ...found('people'), searchedFaces: 0 },
        celebrities: { status: 'FAILED', error: { name: 'ThrottlingException', message: 'no' } },
        moderation: { status: 'SKIPPED' },
        customLabels: { status: 'SKIPPED' },
        thumbnails: { status: 'SKIPPED' },
      },
    };

    /** @param contentHash - Of the earlier run's record; absent: of the same picture. */
    async function answersOf(askAgain: Feature[] | undefined, contentHash?: string): Promise<unknown> {
      const bytes = await picture();
      storedObject(bytes);
      const first = await handler({ image, metadata }, context);
      const record = {
        ...earlier,
        contentHash: contentHash ?? (first.supported && first.preview.contentHash),
      };
      s3.on(GetObjectCommand, { Bucket: 'results', Key: `records/${image.imageId}.json` }).resolves({
        Body: { transformToString: async () => JSON.stringify(record) } as never,
      });
      const answer = await handler({ image: { ...image, askAgain }, metadata }, context);
      return answer.supported && answer.preview.answers;
    }

    it.each<[string, Feature[], string[]]>([
      ['of the features that are not named', ['text'], ['labels', 'faces']],
      ['but that of labels, which has the colours too', ['imageProperties'], ['text', 'faces']],
      ['all of them where nothing is to be asked', [], ['labels', 'text', 'faces']],
    ])('says where the answers of the run before are, %s', async (_, askAgain, slots) => {
      expect(await answersOf(askAgain)).toEqual(
        Object.fromEntries(slots.map((slot) => [slot, `analysis/earlier/${slot}.json`])),
      );
    });

    it('takes none where the picture was another one', async () => {
      expect(await answersOf(['text'], 'f'.repeat(64))).toEqual({});
    });

    it('takes none where the run is for everything', async () => {
      expect(await answersOf(undefined)).toEqual({});
    });

    it('does not take from another photograph what is to be asked', async () => {
      documents.on(QueryCommand).resolves({ Items: [{ imageId: 'b' }] });
      documents.on(GetCommand).resolves({ Item: { ...earlier, imageId: 'b' } });

      expect(await answersOf(['text'], 'f'.repeat(64))).not.toHaveProperty('text');
    });

    it('asks for everything where the run before left no record', async () => {
      storedObject(await picture());
      s3.on(GetObjectCommand, { Bucket: 'results', Key: `records/${image.imageId}.json` }).rejects(
        Object.assign(new Error('Access Denied'), { name: 'AccessDenied' }), // without the right to list the bucket
      );

      const answer = await handler({ image: { ...image, askAgain: ['text'] }, metadata }, context);

      expect(answer).toMatchObject({ supported: true, preview: { answers: {} } });
    });
  });

  it('names the wrong field of an event', async () => {
    await expect(handler({ image }, context)).rejects.toMatchObject({
      name: 'InvalidEventError',
      message: expect.stringContaining('`metadata`'),
    });
  });
});
