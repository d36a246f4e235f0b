// The operations on faces through the unmodified SDK, over HTTP, with real models and drawn people.

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompareFacesCommand,
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DeleteFacesCommand,
  DescribeCollectionCommand,
  DetectFacesCommand,
  DetectModerationLabelsCommand,
  IndexFacesCommand,
  ListCollectionsCommand,
  ListFacesCommand,
  RecognizeCelebritiesCommand,
  RekognitionClient,
  SearchFacesByImageCommand,
  SearchFacesCommand,
} from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { CollectionStore } from '../../src/collections/collection-store.ts';
import { Faults } from '../../src/faults.ts';
import { imageReader } from '../../src/image-source.ts';
import { PooledInference } from '../../src/inference/inference.ts';
import { operations } from '../../src/operations/index.ts';
import { createRekognitionServer } from '../../src/server.ts';
import { type DrawnFace, drawFaces } from '../faces/drawn-face.ts';

const modelsFolder = fileURLToPath(new URL('../../../../.local/models', import.meta.url));
const inference = new PooledInference({ modelsFolder, workers: 1 });
let stateFolder: string;
let server: ReturnType<typeof createRekognitionServer>;
let rekognition: RekognitionClient;

beforeAll(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'rekognition-'));
  server = createRekognitionServer({
    operations,
    services: {
      inference,
      readImage: imageReader(undefined),
      collections: new CollectionStore(join(stateFolder, 'collections')),
      celebrityCollection: 'celebrities',
      customModelsFolder: join(stateFolder, 'custom-models'),
    },
    faults: new Faults(),
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  rekognition = new RekognitionClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  rekognition.destroy();
  server.close();
  await inference.close();
  await rm(stateFolder, { recursive: true });
});

const ADA: Partial<DrawnFace> = {};
const BOB: Partial<DrawnFace> = { skin: '#5a3a28', hair: '#080808' };

async function picture(...people: Partial<DrawnFace>[]) {
  const places = people.map((person, index) => ({ x: 300 + 500 * index, y: 270, scale: 0.9, ...person }));
  return { Bytes: await drawFaces(600 + 500 * (people.length - 1), 600, places) };
}

const nobody = async () => ({
  Bytes: await sharp({ create: { width: 200, height: 200, channels: 3, background: 'teal' } })
    .png()
    .toBuffer(),
});

async function createFilled(CollectionId: string) {
  await rekognition.send(new CreateCollectionCommand({ CollectionId }));
  const indexed = await rekognition.send(
    new IndexFacesCommand({ CollectionId, Image: await picture(ADA), ExternalImageId: 'Ada_Lovelace' }),
  );
  return indexed.FaceRecords?.[0]?.Face?.FaceId as string;
}

describe('DetectFaces', () => {
  it('finds a face, with default attributes unless others are asked for', async () => {
    const Image = await picture(ADA);
    const plain = await rekognition.send(new DetectFacesCommand({ Image }));
    const full = await rekognition.send(new DetectFacesCommand({ Image, Attributes: ['ALL'] }));

    expect(Object.keys(plain.FaceDetails?.[0] ?? {}).sort()).toEqual([
      'BoundingBox',
      'Confidence',
      'Landmarks',
      'Pose',
      'Quality',
    ]);
    expect(full.FaceDetails?.[0]).toMatchObject({
      AgeRange: { Low: expect.any(Number), High: expect.any(Number) },
      EyesOpen: { Value: true },
    });
  });

  it('finds none in a picture without one', async () => {
    expect((await rekognition.send(new DetectFacesCommand({ Image: await nobody() }))).FaceDetails).toEqual(
      [],
    );
  });

  it('refuses an attribute that does not exist', async () => {
    const Attributes = ['HAT' as never];
    await expect(
      rekognition.send(new DetectFacesCommand({ Image: await nobody(), Attributes })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('collections', () => {
  it('live from creation to deletion', async () => {
    const CollectionId = 'life';
    expect(await rekognition.send(new CreateCollectionCommand({ CollectionId }))).toMatchObject({
      StatusCode: 200,
      CollectionArn: 'aws:rekognition:us-east-1:000000000000:collection/life',
    });
    await expect(rekognition.send(new CreateCollectionCommand({ CollectionId }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The collection id: life already exists',
    });
    const description = await rekognition.send(new DescribeCollectionCommand({ CollectionId }));
    expect(description).toMatchObject({ FaceCount: 0, CreationTimestamp: expect.any(Date) });
    expect((await rekognition.send(new ListCollectionsCommand({}))).CollectionIds).toContain(CollectionId);
    await rekognition.send(new DeleteCollectionCommand({ CollectionId }));
    await expect(rekognition.send(new DescribeCollectionCommand({ CollectionId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('are listed in pages', async () => {
    for (const CollectionId of ['page-1', 'page-2', 'page-3']) {
      await rekognition.send(new CreateCollectionCommand({ CollectionId }));
    }
    const listed: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await rekognition.send(new ListCollectionsCommand({ MaxResults: 1, NextToken }));
      listed.push(...(page.CollectionIds ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(listed).toEqual(expect.arrayContaining(['page-1', 'page-2', 'page-3']));
    await expect(
      rekognition.send(new ListCollectionsCommand({ NextToken: 'made up' })),
    ).rejects.toMatchObject({ name: 'InvalidPaginationTokenException' });
  });

  it.each(['a b', 'a/b', '', 'é'])('take no id like "%s"', async (CollectionId) => {
    await expect(rekognition.send(new CreateCollectionCommand({ CollectionId }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each([
    ['ListFaces', () => new ListFacesCommand({ CollectionId: 'missing' })],
    ['DeleteCollection', () => new DeleteCollectionCommand({ CollectionId: 'missing' })],
    ['a user of one', () => new ListFacesCommand({ CollectionId: 'page-1', UserId: 'ada' })],
  ])('are not found before they are created: %s', async (_, command) => {
    await expect(rekognition.send(command() as ListFacesCommand)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('IndexFaces', () => {
  it('stores every face of a picture under the same external id', async () => {
    const CollectionId = 'group';
    await rekognition.send(new CreateCollectionCommand({ CollectionId }));
    const { FaceRecords = [] } = await rekognition.send(
      new IndexFacesCommand({ CollectionId, Image: await picture(ADA, BOB), ExternalImageId: 'group:1' }),
    );
    const { Faces = [] } = await rekognition.send(new ListFacesCommand({ CollectionId }));

    expect(FaceRecords).toHaveLength(2);
    expect(FaceRecords.every(({ FaceDetail }) => FaceDetail?.Landmarks?.length === 5)).toBe(true);
    expect(Faces.map(({ ExternalImageId }) => ExternalImageId)).toEqual(['group:1', 'group:1']);
    expect(new Set(Faces.map(({ ImageId }) => ImageId)).size).toBe(1);
  });

  it('stores as many as asked for and says of the others why not', async () => {
    const CollectionId = 'largest';
    await rekognition.send(new CreateCollectionCommand({ CollectionId }));
    const { FaceRecords, UnindexedFaces } = await rekognition.send(
      new IndexFacesCommand({
        CollectionId,
        Image: await picture(ADA, { ...BOB, scale: 0.5 }, { ...ADA, scale: 0.15 }),
        MaxFaces: 1,
        QualityFilter: 'HIGH',
        DetectionAttributes: ['AGE_RANGE'],
      }),
    );

    expect(FaceRecords).toHaveLength(1);
    expect(UnindexedFaces?.map(({ Reasons }) => Reasons)).toEqual([
      ['EXCEEDS_MAX_FACES'],
      expect.arrayContaining(['SMALL_BOUNDING_BOX']),
    ]);
    expect(UnindexedFaces?.[0]?.FaceDetail?.AgeRange).toBeDefined();
    expect((await rekognition.send(new DescribeCollectionCommand({ CollectionId }))).FaceCount).toBe(1);
  });

  it('stores the same picture under the same name once', async () => {
    const faceId = await createFilled('twice');
    const again = await rekognition.send(
      new IndexFacesCommand({
        CollectionId: 'twice',
        Image: await picture(ADA),
        ExternalImageId: 'Ada_Lovelace',
      }),
    );
    expect(again.FaceRecords?.[0]?.Face?.FaceId).toBe(faceId);
    expect((await rekognition.send(new DescribeCollectionCommand({ CollectionId: 'twice' }))).FaceCount).toBe(
      1,
    );
  });

  it.each([
    ['a name with a space', { ExternalImageId: 'Ada Lovelace' }, 'InvalidParameterException'],
    ['no faces at all', { MaxFaces: 0 }, 'InvalidParameterException'],
    ['an unknown collection', { CollectionId: 'missing' }, 'ResourceNotFoundException'],
    ['six megabytes', { Image: { Bytes: Buffer.alloc(6 * 1024 * 1024, 1) } }, 'ImageTooLargeException'],
    ['no picture', { Image: { Bytes: Buffer.from('text') } }, 'InvalidImageFormatException'],
  ])('refuses %s', async (_, wrong, name) => {
    await createFilled('strict').catch(() => {}); // exists from the second time on
    await expect(
      rekognition.send(
        new IndexFacesCommand({ CollectionId: 'strict', Image: await picture(ADA), ...wrong }),
      ),
    ).rejects.toMatchObject({ name });
  });
});

describe('DeleteFaces', () => {
  it('removes faces, and says which were not there', async () => {
    const faceId = await createFilled('shrinking');
    const unknown = '00000000-0000-4000-8000-000000000000';

    const deleted = await rekognition.send(
      new DeleteFacesCommand({ CollectionId: 'shrinking', FaceIds: [faceId, unknown] }),
    );

    expect(deleted.DeletedFaces).toEqual([faceId]);
    expect(deleted.UnsuccessfulFaceDeletions).toEqual([{ FaceId: unknown, Reasons: ['FACE_NOT_FOUND'] }]);
    expect((await rekognition.send(new ListFacesCommand({ CollectionId: 'shrinking' }))).Faces).toEqual([]);
  });
});

describe('SearchFacesByImage', () => {
  it('finds the largest face of another picture in the collection', async () => {
    const CollectionId = 'searched';
    const faceId = await createFilled(CollectionId);

    const { FaceMatches, SearchedFaceBoundingBox } = await rekognition.send(
      new SearchFacesByImageCommand({
        CollectionId,
        Image: await picture({ ...ADA, rotate: -12, scale: 0.8 }, { ...BOB, scale: 0.4 }),
      }),
    );

    expect(SearchedFaceBoundingBox?.Left).toBeLessThan(0.4);
    expect(FaceMatches?.[0]).toMatchObject({
      Similarity: expect.any(Number),
      Face: { FaceId: faceId, ExternalImageId: 'Ada_Lovelace' },
    });
  });

  it.each([
    ['a picture without a face', 'searched', nobody, 'InvalidParameterException'],
    ['an unknown collection', 'missing', () => picture(ADA), 'ResourceNotFoundException'],
  ])('refuses %s', async (_, CollectionId, image, name) => {
    await expect(
      rekognition.send(new SearchFacesByImageCommand({ CollectionId, Image: await image() })),
    ).rejects.toMatchObject({ name });
  });
});

describe('SearchFaces', () => {
  it('finds the other pictures of a face, but not the face itself', async () => {
    const CollectionId = 'related';
    const first = await createFilled(CollectionId);
    const second = await rekognition.send(
      new IndexFacesCommand({ CollectionId, Image: await picture({ ...ADA, rotate: 10, scale: 0.7 }) }),
    );

    const found = await rekognition.send(new SearchFacesCommand({ CollectionId, FaceId: first }));

    expect(found.SearchedFaceId).toBe(first);
    expect(found.FaceMatches?.map(({ Face }) => Face?.FaceId)).toEqual([
      second.FaceRecords?.[0]?.Face?.FaceId,
    ]);
  });

  it('refuses a face that is not there', async () => {
    const FaceId = '00000000-0000-4000-8000-000000000000';
    await expect(
      rekognition.send(new SearchFacesCommand({ CollectionId: 'related', FaceId })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('CompareFaces', () => {
  it('matches the largest face of the source with those of the target, and lists all others', async () => {
    const compared = await rekognition.send(
      new CompareFacesCommand({
        SourceImage: await picture(ADA, { ...BOB, scale: 0.4 }),
        TargetImage: await picture(BOB, { ...ADA, rotate: 8 }),
        SimilarityThreshold: 0,
      }),
    );
    const matches = compared.FaceMatches ?? [];

    expect(compared.SourceImageFace?.BoundingBox?.Left).toBeLessThan(0.5);
    expect(matches).toHaveLength(2);
    expect(matches[0]?.Face?.BoundingBox?.Left).toBeGreaterThan(0.5);
    expect(matches[0]?.Similarity).toBeGreaterThan(matches[1]?.Similarity ?? 100);
  });

  it('puts what is below the threshold with the unmatched', async () => {
    const compared = await rekognition.send(
      new CompareFacesCommand({
        SourceImage: await picture(ADA),
        TargetImage: await picture(ADA, BOB),
        SimilarityThreshold: 100,
      }),
    );
    expect((compared.FaceMatches?.length ?? 0) + (compared.UnmatchedFaces?.length ?? 0)).toBe(2);
    expect(compared.UnmatchedFaces?.length).toBeGreaterThanOrEqual(1);
  });

  it('refuses a source without a face, but not a target', async () => {
    const [face, none] = [await picture(ADA), await nobody()];
    await expect(
      rekognition.send(new CompareFacesCommand({ SourceImage: none, TargetImage: face })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(
      await rekognition.send(new CompareFacesCommand({ SourceImage: face, TargetImage: none })),
    ).toMatchObject({ FaceMatches: [], UnmatchedFaces: [] });
  });
});

describe('RecognizeCelebrities', () => {
  it('knows nobody until the user has seeded the collection, then by name', async () => {
    const Image = await picture(ADA);
    const before = await rekognition.send(new RecognizeCelebritiesCommand({ Image }));
    await createFilled('celebrities');
    const after = await rekognition.send(new RecognizeCelebritiesCommand({ Image }));

    expect(before).toMatchObject({
      CelebrityFaces: [],
      UnrecognizedFaces: [{ Emotions: expect.any(Array), Smile: { Value: expect.any(Boolean) } }],
    });
    expect(after).toMatchObject({
      CelebrityFaces: [
        {
          Name: 'Ada Lovelace',
          Id: expect.stringMatching(/^[0-9A-Za-z]+$/),
          Urls: [],
          MatchConfidence: expect.any(Number),
          Face: { BoundingBox: expect.any(Object) },
        },
      ],
      UnrecognizedFaces: [],
    });
  });
});

describe('DetectModerationLabels', () => {
  it('finds nothing wrong with a drawn face', async () => {
    const answer = await rekognition.send(new DetectModerationLabelsCommand({ Image: await picture(ADA) }));
    expect(answer).toMatchObject({
      ModerationLabels: [],
      ModerationModelVersion: expect.any(String),
      ContentTypes: expect.any(Array),
    });
  });

  it('knows no adapter', async () => {
    const ProjectVersion = 'arn:aws:rekognition:us-east-1:123456789012:project/a/version/b/1700000000000';
    await expect(
      rekognition.send(new DetectModerationLabelsCommand({ Image: await nobody(), ProjectVersion })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
