import {
  InvalidParameterException,
  RekognitionClient,
  ResourceNotFoundException,
  SearchFacesByImageCommand,
  type SearchFacesByImageCommandOutput,
} from '@aws-sdk/client-rekognition';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Face, facesSlotSchema, peopleSlotSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
process.env.COLLECTION_ID = 'stack-people';
process.env.PEOPLE_TABLE_NAME = 'people';
process.env.FACE_MATCH_THRESHOLD = '80';
process.env.MAX_SEARCHED_FACES = '4';
const { handler } = await import('../../../../functions/recognize-people/handler.ts');

const rekognition = mockClient(RekognitionClient);
const s3 = mockClient(S3Client);
const documents = mockClient(DynamoDBDocumentClient);
const event = readEvent('recognize-people');
const { image } = event;

/** Each face is a square of another colour, by which a cut of it is told. */
const COLORS = ['red', 'lime', 'blue', 'yellow', 'cyan'] as const;
type Color = (typeof COLORS)[number];
const squareOf = (index: number) => ({ left: 50 + index * 190, top: 100, width: 100, height: 100 + index });
const preview = { key: event.preview.key, width: 1000, height: 400, sizeBytes: 1_000_000 };
const jpeg = await sharp({ create: { width: 1000, height: 400, channels: 3, background: 'black' } })
  .composite(
    COLORS.map((background, index) => {
      const { left, top, width, height } = squareOf(index);
      return { input: { create: { width, height, channels: 3, background } }, left, top };
    }),
  )
  .jpeg()
  .toBuffer();

function faceOf(color: Color): Face {
  const { left, top, width, height } = squareOf(COLORS.indexOf(color));
  const boundingBox = { left: left / 1000, top: top / 400, width: width / 1000, height: height / 400 };
  return { boundingBox, confidence: 99.9 };
}

const eventOf = (...colors: Color[]) => ({
  ...event,
  preview,
  faces: { status: 'SUCCEEDED', items: colors.map(faceOf), raw: 'analysis/faces.json' },
});

async function colorOf(cut: Uint8Array): Promise<Color> {
  const { width = 0, height = 0 } = await sharp(cut).metadata();
  const middle = { left: Math.round(width / 2), top: Math.round(height / 2), width: 1, height: 1 };
  const [red = 0, green = 0, blue = 0] = await sharp(cut).extract(middle).raw().toBuffer();
  const bits = `${+(red > 127)}${+(green > 127)}${+(blue > 127)}`;
  return (
    ({ '100': 'red', '010': 'lime', '001': 'blue', '110': 'yellow', '011': 'cyan' } as const)[bits] ?? 'red'
  );
}

const match = (FaceId: string, Similarity: number) => ({ Similarity, Face: { FaceId } });
const MIDDLE = { Left: 0.25, Top: 0.25, Width: 0.5, Height: 0.5 };

/** Rekognition, as far as the tests go: what it finds in the collection for each face. */
function collectionAnswers(
  answers: Partial<Record<Color, Partial<SearchFacesByImageCommandOutput> | Error>>,
) {
  rekognition.on(SearchFacesByImageCommand).callsFake(async ({ Image }) => {
    const answer = answers[await colorOf(Image.Bytes)] ?? { FaceMatches: [] };
    if (answer instanceof Error) throw answer;
    return { SearchedFaceBoundingBox: MIDDLE, ...answer };
  });
}

function enroll(...people: [faceId: string, personId: string, name: string, owner?: string | undefined][]) {
  documents.on(BatchGetCommand).callsFake(async ({ RequestItems }) => ({
    Responses: {
      people: people
        .filter(([id]) => RequestItems.people.Keys.some(({ faceId }: { faceId: string }) => faceId === id))
        .map(([faceId, personId, name, owner]) => ({
          faceId,
          personId,
          name,
          owner,
          sourcePhoto: 'portrait.jpg',
          sourceSha256: '0'.repeat(64),
          indexedAt: '2026-11-22T10:00:00Z',
          externalImageId: personId,
        })),
    },
  }));
}

beforeEach(() => {
  rekognition.reset();
  s3.reset();
  documents.reset();
  s3.on(GetObjectCommand).resolves({
    ContentLength: jpeg.length,
    Body: { transformToByteArray: async () => jpeg } as never,
  });
  enroll(['f-ada', 'ada', 'Ada Lovelace'], ['f-grace', 'grace', 'Grace Hopper']);
});

const searches = () => rekognition.commandCalls(SearchFacesByImageCommand);

describe('RecognizePeople', () => {
  it('gives a name once, to the face that resembles its person most', async () => {
    collectionAnswers({
      red: { FaceMatches: [match('f-ada', 84)] },
      lime: { FaceMatches: [match('f-ada', 97)] },
      blue: { FaceMatches: [match('f-ada', 89)] },
    });

    const { faces, people } = await handler(eventOf('red', 'lime', 'blue'), context);

    const lime = { ...faceOf('lime'), personId: 'ada', name: 'Ada Lovelace', similarity: 97 };
    expect(faces).toMatchObject({ items: [faceOf('red'), lime, faceOf('blue')] });
    expect(people).toMatchObject({ items: [{ personId: 'ada', similarity: 97 }] });
  });

  it('searches every face, and names those that are enrolled', async () => {
    collectionAnswers({
      red: { FaceMatches: [match('f-ada', 91.234)] },
      blue: { FaceMatches: [match('f-grace', 99.5)] },
    });

    const { faces, people } = await handler(eventOf('red', 'lime', 'blue'), context);

    expect(people).toEqual({
      status: 'SUCCEEDED',
      items: [
        {
          personId: 'grace',
          name: 'Grace Hopper',
          similarity: 99.5,
          boundingBox: faceOf('blue').boundingBox,
        },
        { personId: 'ada', name: 'Ada Lovelace', similarity: 91.23, boundingBox: faceOf('red').boundingBox },
      ],
      searchedFaces: 3,
      raw: expect.stringMatching(new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/people\\.json$`)),
    });
    expect(faces).toEqual({
      status: 'SUCCEEDED',
      items: [
        { ...faceOf('red'), personId: 'ada', name: 'Ada Lovelace', similarity: 91.23 },
        faceOf('lime'),
        { ...faceOf('blue'), personId: 'grace', name: 'Grace Hopper', similarity: 99.5 },
      ],
      raw: 'analysis/faces.json',
    });
    expect(peopleSlotSchema.parse(people)).toEqual(people);
    expect(facesSlotSchema.parse(faces)).toEqual(faces);
  });

  it('names nobody whom another owner alone knows, not even by the id in a stored answer', async () => {
    enroll(
      ['f-bob', 'of-bob', 'Bob’s secret', 'user-bob'],
      ['f-ada', 'of-ada', 'Ada', 'user-ada'],
      ['f-all', 'of-all', 'Grace', undefined],
    );
    collectionAnswers({
      red: { FaceMatches: [match('f-bob', 99), match('f-orphan', 98), match('f-ada', 97)] },
      lime: { FaceMatches: [match('f-bob', 96)] },
      blue: { FaceMatches: [match('f-all', 95)] },
    });
    const key = 'uploads/user-ada/01J00000000000000000000000/a.jpg';
    const namesIn = async (image: object) => {
      const { people } = await handler({ ...eventOf('red', 'lime', 'blue'), image }, context);
      return people.status === 'SUCCEEDED' && people.items.map(({ personId }) => personId);
    };

    expect(await namesIn({ ...image, key })).toEqual(['of-ada', 'of-all']);
    const stored = String(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body);
    expect(stored).toContain('f-ada');
    expect(stored).not.toMatch(/f-bob|f-orphan/);
    expect(await namesIn(image)).toEqual(['of-all']);
  });

  it("asks with the stack's collection and threshold", async () => {
    collectionAnswers({});
    await handler(eventOf('red'), context);
    expect(searches()[0]?.args[0].input).toMatchObject({
      CollectionId: 'stack-people',
      FaceMatchThreshold: 80,
      MaxFaces: 100,
      Image: { Bytes: expect.any(Uint8Array) },
    });
  });

  it('stores every answer in one object', async () => {
    collectionAnswers({ red: { FaceMatches: [match('f-ada', 91)], FaceModelVersion: '7.0' } });
    await handler(eventOf('red', 'lime'), context);

    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    const stored = JSON.parse(String(put?.Body));
    expect(stored).toHaveLength(2);
    expect(stored).toContainEqual({
      boundingBox: faceOf('red').boundingBox,
      response: expect.objectContaining({ FaceModelVersion: '7.0', FaceMatches: [match('f-ada', 91)] }),
    });
  });

  it('searches the largest faces and no more than allowed', async () => {
    collectionAnswers({});
    const { people } = await handler(eventOf('red', 'lime', 'blue', 'yellow', 'cyan'), context);

    const searched = await Promise.all(
      searches().map(({ args }) => colorOf(args[0].input.Image?.Bytes as Uint8Array)),
    );
    expect(searched.sort()).toEqual(['blue', 'cyan', 'lime', 'yellow']); // red is a pixel less high
    expect(people).toMatchObject({ searchedFaces: 4 });
  });

  it('takes the most similar match that the People table knows', async () => {
    collectionAnswers({ red: { FaceMatches: [match('f-removed', 99), match('f-ada', 90)] } });
    const { people } = await handler(eventOf('red'), context);
    expect(people).toMatchObject({ items: [{ name: 'Ada Lovelace', similarity: 90 }] });
  });

  it('names nobody when Rekognition searched a neighbour in the cut', async () => {
    const neighbour = { Left: 0.8, Top: 0.1, Width: 0.2, Height: 0.3 };
    collectionAnswers({ red: { SearchedFaceBoundingBox: neighbour, FaceMatches: [match('f-ada', 99)] } });
    const { people } = await handler(eventOf('red'), context);
    expect(people).toMatchObject({ status: 'SUCCEEDED', items: [], searchedFaces: 1 });
  });

  it('takes a cut in which Rekognition sees no face for one of nobody', async () => {
    collectionAnswers({
      red: new InvalidParameterException({ $metadata: {}, message: 'There are no faces in the image.' }),
      blue: { FaceMatches: [match('f-ada', 95)] },
    });
    const { people } = await handler(eventOf('red', 'blue'), context);
    expect(people).toMatchObject({ items: [{ name: 'Ada Lovelace' }], searchedFaces: 2 });
  });

  it('knows nobody, after a single call, where nobody was ever enrolled', async () => {
    const missing = new ResourceNotFoundException({ $metadata: {}, message: 'does not exist' });
    collectionAnswers({ red: missing, lime: missing, blue: missing });

    const { faces, people } = await handler(eventOf('red', 'lime', 'blue'), context);

    expect(people).toMatchObject({ status: 'SUCCEEDED', items: [], searchedFaces: 0 });
    expect(faces).toEqual(eventOf('red', 'lime', 'blue').faces);
    expect(searches()).toHaveLength(1);
  });

  it('makes no call at all for a picture without a face', async () => {
    const { people } = await handler(eventOf(), context);
    expect(people).toEqual({ status: 'SUCCEEDED', items: [], searchedFaces: 0 });
    expect([...rekognition.calls(), ...s3.calls(), ...documents.calls()]).toHaveLength(0);
  });

  it.each([
    ['people are switched off', { features: ['faces'] }, 'switched off'],
    ['there are no faces to name', { faces: { status: 'SKIPPED', reason: 'off' } }, 'SKIPPED'],
  ])('passes the faces on as they are when %s', async (_, change, reason) => {
    const input = { ...eventOf('red'), ...change };
    expect(await handler(input, context)).toEqual({
      faces: input.faces,
      people: { status: 'SKIPPED', reason: expect.stringContaining(reason) },
    });
    expect(rekognition.calls()).toHaveLength(0);
  });

  it('waits for quota and keeps the answers it has: no search is paid for twice', async () => {
    let refusals = 0;
    const answers: unknown[] = [];
    rekognition.on(SearchFacesByImageCommand).callsFake(async (input) => {
      const color = await colorOf(input.Image.Bytes);
      if (color !== 'red' && refusals < 3) {
        refusals += 1;
        throw Object.assign(new Error('Provisioned rate exceeded'), {
          name: 'ProvisionedThroughputExceededException',
        });
      }
      answers.push(color);
      return { SearchedFaceBoundingBox: MIDDLE, FaceMatches: [] };
    });

    const { people } = await handler(eventOf('red', 'lime', 'blue'), context);

    expect(people).toMatchObject({ status: 'SUCCEEDED', searchedFaces: 3 });
    expect(answers.toSorted()).toEqual(['blue', 'lime', 'red']);
    expect(refusals).toBe(3);
  });

  it('keeps the answers that it has where the account has no calls left, and says how many faces had no turn', async () => {
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    collectionAnswers({ yellow: { FaceMatches: [match('f-ada', 99)] }, blue: throttled, red: throttled });
    const impatient = { ...context, getRemainingTimeInMillis: () => 0 };

    const { faces, people } = await handler(eventOf('red', 'blue', 'yellow'), impatient);

    expect(people).toMatchObject({
      status: 'SUCCEEDED',
      items: [{ personId: 'ada' }],
      searchedFaces: 1,
      unsearchedFaces: 2,
    });
    expect(faces).toMatchObject({ items: [{}, {}, { personId: 'ada' }] });
    expect(peopleSlotSchema.parse(people)).toEqual(people);
  });

  it('leaves it to the state machine to ask again where not one face had a turn', async () => {
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    collectionAnswers({ red: throttled, blue: throttled });
    const impatient = { ...context, getRemainingTimeInMillis: () => 0 };

    await expect(handler(eventOf('red', 'blue'), impatient)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(searches()).toHaveLength(1);
  });

  it('stops searching when one search fails for good, and lets the error pass under its own name', async () => {
    collectionAnswers({ cyan: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });

    const attempt = handler(eventOf('red', 'lime', 'blue', 'yellow', 'cyan'), context);

    await expect(attempt).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(searches()).toHaveLength(1);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });
});
