// The API for tests of the page that need what a real stack cannot give in a second: a hundred thousand photographs, every
// status, errors at will. Its answers keep the contract: each is parsed with the schema of its route before it goes out.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { DeadLetter } from '@image-workflow/record/api/dead-letters';
import type { ImageCard, ImageDetail } from '@image-workflow/record/api/images';
import type { ApiRoute } from '@image-workflow/record/api/route';
import { API_ROUTES, type OperationId } from '@image-workflow/record/api/routes';
import { type DrawnPicture, drawPictures } from './pictures.ts';

export const CSP = (self: string) =>
  `default-src 'self'; img-src 'self' data: blob: ${self}; connect-src 'self' ${self}; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`;

const DAY_MS = 86_400_000;
const NEWEST = Date.UTC(2026, 10, 20, 15);
const LABELS = ['Mountain', 'Dog', 'Sunset', 'Sea', 'Person', 'Car', 'Tree', 'City', 'Bird', 'Flower'];
const PLACES = ['Zürich, CH', 'Brest, FR', 'Reykjavík, IS', 'Lisboa, PT'];
const NOT_TEXT = '<img src=x onerror=alert(1)>';

const DEAD_LETTERS: DeadLetter[] = [
  {
    messageId: '1',
    queue: 'IntakeDeadLetterQueue',
    sentAt: new Date(NEWEST).toISOString(),
    key: 'holiday/IMG_4100.jpg',
    error: { name: 'ThrottlingException', message: 'Rate exceeded' },
    goesTo: 'IntakeQueue',
  },
  {
    messageId: '2',
    queue: 'IntakeDeadLetterQueue',
    sentAt: new Date(NEWEST).toISOString(),
    staysBecause: 'expected an event that the stack handles but found "hello"',
  },
];

const STATES = [
  'ExtractMetadata',
  'IsSupported',
  'NormalizeImage',
  'IsDecoded',
  'AnalyzeImage',
  'DetectLabels',
  'DetectText',
  'DetectFaces',
  'RecognizePeople',
  'RecognizeCelebrities',
  'DetectModerationLabels',
  'DetectCustomLabels',
  'GenerateThumbnails',
  'StoreRecord',
  'RecordFailure',
  'ProcessingFailed',
];

export interface FakeApi {
  url: string;
  /** Cards as they stand, the newest first. */
  cards: ImageCard[];
  /** Every request, as `GET /api/images?…`. */
  asked: string[];
  /** Deletes the newest photographs that are whole. @returns Their ids. */
  trash(count: number): string[];
  /** Ids of what lies in the trash, the latest deleted first. */
  trashed(): string[];
  stop(): Promise<void>;
}

export interface FakeApiOptions {
  count: number;
  /** Of the built page. */
  distFolder: string;
  port?: number;
  /** These routes answer as a stack would that does not have them. */
  missing?: OperationId[];
}

export async function startFakeApi({
  count,
  distFolder,
  port = 0,
  missing = [],
}: FakeApiOptions): Promise<FakeApi> {
  const pictures = await drawPictures(24);
  let url = '';
  const cards: ImageCard[] = [];
  const asked: string[] = [];
  let deadLetters = DEAD_LETTERS;
  const deleted = new Map<string, ImageCard & { deletedAt: string }>();

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    try {
      if (pathname.startsWith('/pictures/')) return sendPicture(response, pictures, pathname);
      if (pathname.startsWith('/storage')) {
        await takeUpload(request, response);
        arrive(searchParams.get('name') ?? '');
        return;
      }
      if (!pathname.startsWith('/api/')) return await sendFile(response, distFolder, pathname, url);
      asked.push(`${request.method} ${request.url}`);
      await answer(request, response, pathname, searchParams);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  for (let index = 0; index < count; index++) cards.push(toCard(index, count, pictures, url));
  cards.sort(byTime);

  function remove(card: ImageCard): void {
    cards.splice(cards.indexOf(card), 1);
    deleted.set(card.imageId, { ...card, deletedAt: new Date().toISOString() });
  }

  /** As an upload that is taken in, and two seconds later has its record. */
  function arrive(name: string): void {
    const card = toCard(1_000, 1_001, pictures, url);
    const now = new Date().toISOString();
    const arrived: ImageCard = {
      ...card,
      imageId: hex(name),
      name,
      capturedAt: now.slice(0, 19),
      uploadedAt: now,
    };
    cards.unshift({ ...arrived, status: 'PROCESSING', thumbnails: [] });
    setTimeout(() => {
      const index = cards.findIndex(({ imageId }) => imageId === arrived.imageId);
      if (index >= 0) cards[index] = arrived;
    }, 2_000).unref();
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const found = Object.entries(API_ROUTES).find(
      ([, route]) =>
        route.method === request.method &&
        new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    const id = found?.[0] as OperationId | undefined;
    if (!id || missing.includes(id)) return void response.writeHead(404).end('{"message":"Not Found"}');
    const [, , , third = ''] = path.split('/');
    const card = cards.find(({ imageId }) => imageId === third);
    const body = request.method === 'GET' ? undefined : await readJson(request);
    switch (id) {
      case 'getConfig':
        return send(response, id, 200, config());
      case 'getSuggestions':
        return send(response, id, 200, { items: suggest(cards, query) });
      case 'listImages':
        return send(response, id, 200, list(cards, query));
      case 'getImage':
        return card ? send(response, id, 200, toDetail(card, pictures, url)) : notFound(response, path);
      case 'getImageExecution':
        return card ? send(response, id, 200, toExecution(card)) : notFound(response, path);
      case 'listExecutions':
        return send(response, id, 200, {
          items: cards.slice(0, 5).map((one) => {
            const { states: _, error: __, ...summary } = toExecution(one);
            return summary;
          }),
        });
      case 'listPeople':
        return send(response, id, 200, { items: people(cards) });
      case 'getStatus':
        return send(response, id, 200, status(cards, deadLetters.length));
      case 'listDeadLetters':
        return send(response, id, 200, { items: deadLetters });
      case 'redriveDeadLetters': {
        const stay = deadLetters.filter(({ goesTo }) => !goesTo);
        const sent = deadLetters.length - stay.length;
        deadLetters = stay;
        return send(response, id, 200, { sent, stay: stay.length, notSent: 0 });
      }
      case 'deleteImage':
        if (card) remove(card);
        if (query.has('permanently')) deleted.delete(third);
        return send(response, id, 202, { imageId: third, change: 'delete', follow: `/api/images/${third}` });
      case 'restoreImage': {
        const back = deleted.get(third);
        if (!back) return notFound(response, path);
        deleted.delete(third);
        cards.push(back);
        cards.sort(byTime);
        return send(response, id, 202, { imageId: third, change: 'restore', follow: `/api/images/${third}` });
      }
      case 'listTrash': {
        const items = [...deleted.values()]
          .reverse()
          .map(({ imageId, name, thumbHash, deletedAt }) => ({ imageId, name, thumbHash, deletedAt }));
        return send(response, id, 200, { items });
      }
      case 'reprocessImage':
        return send(response, id, 202, {
          imageId: third,
          change: 'reprocess',
          follow: `/api/images/${third}`,
        });
      case 'createUploads':
        return send(response, id, 201, {
          uploads: (body as { files: { name: string }[] }).files.map(({ name }) => ({
            way: 'form',
            name,
            imageId: hex(name),
            key: `uploads/shared/${name}`,
            expiresAt: '2099-01-01T00:00:00Z',
            url: `${url}/storage?name=${encodeURIComponent(name)}`,
            fields: { key: `uploads/shared/${name}` },
          })),
        });
      case 'mergePeople':
        return send(response, id, 200, { person: people(cards)[0], relabelled: 0 });
      case 'nameFace':
        return send(response, id, 201, { person: people(cards)[0], relabelled: 2 });
      default:
        return notFound(response, path);
    }
  }

  return {
    url,
    cards,
    asked,
    trash(count) {
      const chosen = cards.filter(({ status }) => status === 'SUCCEEDED').slice(0, count);
      for (const card of chosen) remove(card);
      return chosen.map(({ imageId }) => imageId);
    },
    trashed: () => [...deleted.keys()].reverse(),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every answer keeps the contract, or the test that asked for it fails. */
function send(response: ServerResponse, id: OperationId, status: number, body: unknown): void {
  const route: ApiRoute = API_ROUTES[id];
  const parsed = route.answers[status]?.parse(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(parsed));
}

function notFound(response: ServerResponse, instance: string): void {
  response.writeHead(404, { 'content-type': 'application/problem+json' }).end(
    JSON.stringify({
      type: 'urn:image-workflow:problem:not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such thing',
      instance,
      requestId: 'fake',
    }),
  );
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text ? JSON.parse(text) : undefined;
}

async function takeUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _ of request); // as the storage does
  response.writeHead(204).end();
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

async function sendFile(response: ServerResponse, folder: string, path: string, self: string): Promise<void> {
  const file = extname(path) ? path : '/index.html';
  const bytes = await readFile(join(folder, file)).catch(() => undefined);
  if (!bytes) return void response.writeHead(404).end();
  response
    .writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CSP(self),
    })
    .end(bytes);
}

function sendPicture(response: ServerResponse, pictures: readonly DrawnPicture[], path: string): void {
  const picture = pictures[Number(path.split('/')[2]) % pictures.length];
  response
    .writeHead(200, { 'content-type': 'image/webp', 'cache-control': 'max-age=600' })
    .end(picture?.bytes);
}

/** 32 hex digits of anything. */
function hex(text: string): string {
  let hash = 0n;
  for (const letter of text) hash = (hash * 131n + BigInt(letter.codePointAt(0) ?? 0)) % (1n << 128n);
  return hash.toString(16).padStart(32, '0');
}

/** The newest first. */
function byTime(one: ImageCard, other: ImageCard): number {
  return (one.capturedAt ?? '') < (other.capturedAt ?? '') ? 1 : -1;
}

/** Nearly what it looks like, and no other photograph's: so each has to be decoded, as in real life. */
function toOwnHash({ thumbHash }: DrawnPicture, index: number): string {
  const bytes = Buffer.from(thumbHash, 'base64');
  bytes.writeUInt16LE((bytes.readUInt16LE(bytes.length - 2) ^ index) & 0xffff, bytes.length - 2);
  return bytes.toString('base64');
}

function toCard(index: number, count: number, pictures: readonly DrawnPicture[], url: string): ImageCard {
  const span = Math.max(40, Math.min(6 * 365, count / 12)) * DAY_MS;
  const clustered = Math.floor((index / count) * (span / DAY_MS) * 0.7) / 0.7; // several photographs a day, and days without
  const at = new Date(NEWEST - clustered * DAY_MS - (index % 13) * 600_000).toISOString().slice(0, 19);
  const picture = pictures[(index * 7) % pictures.length];
  const special = index < 40 ? index : -1;
  const status =
    special === 3
      ? 'PROCESSING'
      : special === 6
        ? 'FAILED'
        : special === 11
          ? 'UNSUPPORTED'
          : special === 14
            ? 'PARTIAL'
            : 'SUCCEEDED';
  const isPicture = picture && status !== 'FAILED' && status !== 'UNSUPPORTED';
  return {
    imageId: hex(`photograph ${index}`),
    status,
    name: special === 8 ? `${NOT_TEXT}.jpg` : `holiday/IMG_${String(4_000 + index)}.jpg`,
    capturedAt: at,
    uploadedAt: `${at}Z`,
    ...(isPicture && { width: picture.width, height: picture.height, thumbHash: toOwnHash(picture, index) }),
    thumbnails: isPicture
      ? [
          {
            url: `${url}/pictures/${(index * 7) % pictures.length}`,
            width: picture.width,
            height: picture.height,
          },
        ]
      : [],
    labels: special === 8 ? [NOT_TEXT] : [LABELS[index % 10] ?? '', LABELS[(index * 3 + 1) % 10] ?? ''],
    people: index % 9 === 4 ? [{ personId: 'ada', name: 'Ada Lovelace' }] : [],
    place: PLACES[Math.floor(index / 30) % PLACES.length],
    ...(special === 17 && { flagged: true }),
    ...(status === 'FAILED' && { reason: 'NormalizeImage: the file ends in the middle of its pixels' }),
    ...(status === 'UNSUPPORTED' && { reason: 'Expected an image but found text/plain' }),
    ...(status === 'PARTIAL' && { reason: 'Text: Rekognition was throttled' }),
  };
}

function list(cards: readonly ImageCard[], query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 50);
  const from = query.get('from') ?? '';
  const to = query.get('to');
  const is = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const holds = (card: ImageCard) =>
    query.getAll('label').every((label) => card.labels.some((one) => is(one, label))) &&
    query.getAll('-label').every((label) => !card.labels.some((one) => is(one, label))) &&
    query.getAll('person').every((person) => card.people.some(({ name }) => is(name, person))) &&
    query.getAll('faces').every((state) => facesOf(card) === state) &&
    query.getAll('text').every((text) => card.name.includes(text)) &&
    (query.getAll('status').length === 0 || query.getAll('status').includes(card.status)) &&
    (card.capturedAt ?? '') >= from &&
    (!to || (card.capturedAt ?? '').slice(0, to.length) <= to);
  const found = query.size > 1 || !query.has('limit') ? cards.filter(holds) : cards;
  const start = Number(query.get('cursor') ?? 0);
  const items = found.slice(start, start + limit);
  return { items, ...(start + limit < found.length && { cursor: String(start + limit) }) };
}

/** As toDetail has it: one face, where the card has people with a name that is 84 % sure. */
function facesOf({ status, thumbnails, people }: ImageCard): 'unnamed' | 'unsure' | undefined {
  if (status === 'PROCESSING' || thumbnails.length === 0) return undefined;
  return people.length > 0 ? 'unsure' : 'unnamed';
}

function suggest(cards: readonly ImageCard[], query: URLSearchParams) {
  const counts = new Map<string, number>();
  const kind = query.get('kind');
  if (kind === 'month') {
    for (const { capturedAt = '' } of cards) {
      const month = capturedAt.slice(0, 7);
      counts.set(month, (counts.get(month) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => (a < b ? 1 : -1)).map(([value, count]) => ({ kind, value, count }));
  }
  const prefix = (query.get('prefix') ?? '').toLowerCase();
  const counted = (kindOf: string, values: (card: ImageCard) => string[]) => {
    const found = new Map<string, number>();
    for (const card of cards.slice(0, 2_000))
      for (const value of values(card)) found.set(value, (found.get(value) ?? 0) + 1);
    return [...found]
      .filter(([value]) => value.toLowerCase().startsWith(prefix))
      .slice(0, 5)
      .map(([value, count]) => ({ kind: kindOf, value, count }));
  };
  return [
    ...counted('label', ({ labels }) => labels),
    ...counted('person', (card) => card.people.map(({ name }) => name)),
    ...counted('place', ({ place }) => (place ? [place] : [])),
  ];
}

function toDetail(card: ImageCard, pictures: readonly DrawnPicture[], url: string): ImageDetail {
  const [thumbnail] = card.thumbnails;
  const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });
  const isWhole = thumbnail !== undefined && card.status !== 'PROCESSING';
  const raw = 'analysis/raw.json';
  return {
    imageId: card.imageId,
    schemaVersion: 1,
    status: card.status,
    name: card.name,
    source: {
      bucket: 'uploads',
      key: card.name,
      eTag: 'e',
      sizeBytes: 2_481_004,
      sequencer: '1',
      uploadedAt: card.uploadedAt,
    },
    execution: {
      arn: 'arn:aws:states:eu-central-1:000000000000:execution:ProcessImage:x',
      startedAt: card.uploadedAt,
      ...(card.status !== 'PROCESSING' && { finishedAt: card.uploadedAt }),
    },
    ...(card.reason && card.status === 'UNSUPPORTED' && { reason: card.reason }),
    ...(card.reason &&
      card.status === 'FAILED' && {
        error: { name: 'TruncatedImageError', message: card.reason, state: 'NormalizeImage' },
      }),
    ...(thumbnail && {
      metadata: {
        format: 'jpeg',
        mimeType: 'image/jpeg',
        width: thumbnail.width * 4,
        height: thumbnail.height * 4,
        ...(card.capturedAt && {
          capturedAt: { local: card.capturedAt, offset: '+01:00', offsetSource: 'exif' as const },
        }),
        location: { latitude: 47.3769, longitude: 8.5417, altitudeMeters: 408 },
        camera: {
          make: 'Canon',
          model: card.name.includes('<') ? NOT_TEXT : 'EOS R5',
          lens: 'RF 24-70mm F2.8',
          exposureTimeSeconds: 1 / 250,
          fNumber: 8,
          iso: 100,
          focalLengthMm: 35,
        },
        description: {
          creator: 'Grace Hopper',
          caption: card.name.includes('<') ? '<script>document.title = "broken"</script>' : 'Before the rain',
          keywords: ['hills', 'evening'],
        },
      },
      preview: { key: 'p', width: thumbnail.width, height: thumbnail.height, sizeBytes: 200_000 },
    }),
    ...(isWhole && {
      analysis: {
        labels: {
          status: 'SUCCEEDED' as const,
          raw,
          items: [
            {
              name: card.labels[0] ?? 'Hill',
              confidence: 97.2,
              parents: ['Nature'],
              categories: ['Nature and Outdoors'],
              instances: [{ boundingBox: box(0.1, 0.45, 0.35, 0.3), confidence: 97.2 }],
            },
            {
              name: card.labels[1] ?? 'Sky',
              confidence: 81.5,
              parents: [],
              categories: [],
              instances: [{ boundingBox: box(0.55, 0.15, 0.2, 0.25), confidence: 81.5 }],
            },
            { name: 'Outdoors', confidence: 62, parents: [], categories: [], instances: [] },
          ],
          imageProperties: {
            dominantColors: ['#8fb8d8', '#f6d9b8', '#5e7d66', '#33502f'].map((hexCode, index) => ({
              hexCode,
              cssColor: ['skyblue', 'wheat', 'darkseagreen', 'darkgreen'][index] ?? '',
              simplifiedColor: 'blue',
              pixelPercent: 40 - index * 9,
            })),
            quality: { brightness: 70, sharpness: 80, contrast: 60 },
          },
        },
        text: {
          status: 'SUCCEEDED' as const,
          raw,
          items: (['LINE', 'WORD'] as const).map((type) => ({
            text: card.name.includes('<') ? NOT_TEXT : 'HELLO HARBOUR',
            type,
            confidence: 93,
            boundingBox: box(0.3, 0.82, 0.3, 0.06),
          })),
        },
        faces: {
          status: 'SUCCEEDED' as const,
          raw,
          items: [
            {
              boundingBox: box(0.42, 0.5, 0.08, 0.12),
              confidence: 99.4,
              ageRange: { low: 28, high: 36 },
              gender: { value: 'Female' as const, confidence: 98 },
              emotions: [{ type: 'HAPPY', confidence: 91 }],
              ...(card.people[0] && { ...card.people[0], similarity: 84.1 }),
            },
          ],
        },
        people: { status: 'SUCCEEDED' as const, items: [], searchedFaces: 1 },
        celebrities: {
          status: 'SKIPPED' as const,
          reason: 'celebrities is not among the features of this stack',
        },
        moderation: { status: 'SUCCEEDED' as const, flagged: card.flagged ?? false, items: [], raw },
        customLabels: {
          status: 'SKIPPED' as const,
          reason: 'customLabels is not among the features of this stack',
        },
        thumbnails: {
          status: 'SUCCEEDED' as const,
          items: [
            {
              key: 't',
              width: thumbnail.width,
              height: thumbnail.height,
              format: 'webp' as const,
              sizeBytes: 9_000,
            },
          ],
          thumbHash: card.thumbHash ?? pictures[0]?.thumbHash ?? '',
        },
      },
    }),
    urls: {
      expiresAt: '2099-01-01T00:00:00Z',
      original: thumbnail?.url ?? `${url}/pictures/0`,
      ...(thumbnail && { preview: thumbnail }),
      thumbnails: card.thumbnails,
      answers: {},
    },
    ...(isWhole && {
      receipt: {
        durationMs: 4_210,
        steps: [
          {
            name: 'ExtractMetadata',
            status: 'SUCCEEDED' as const,
            calls: 0,
            usd: 0,
            savedUsd: 0,
            durationMs: 210,
          },
          {
            name: 'NormalizeImage',
            status: 'SUCCEEDED' as const,
            calls: 0,
            usd: 0,
            savedUsd: 0,
            durationMs: 540,
          },
          {
            name: 'DetectLabels',
            status: 'SUCCEEDED' as const,
            calls: 1,
            usd: 0.001,
            savedUsd: 0,
            durationMs: 820,
          },
          {
            name: 'DetectText',
            status: 'SUCCEEDED' as const,
            calls: 1,
            usd: 0.001,
            savedUsd: 0,
            durationMs: 1_630,
          },
          { name: 'RecognizeCelebrities', status: 'SKIPPED' as const, calls: 0, usd: 0, savedUsd: 0.001 },
        ],
        otherUsd: 0.00031,
        usd: 0.00231,
        savedUsd: 0.001,
      },
    }),
  };
}

function toExecution(card: ImageCard) {
  const start = Date.parse(card.uploadedAt);
  const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();
  const isRunning = card.status === 'PROCESSING';
  const hasFailed = card.status === 'FAILED';
  return {
    name: `${card.imageId}-${'b'.repeat(32)}`,
    imageId: card.imageId,
    status: isRunning ? 'RUNNING' : hasFailed ? 'FAILED' : 'SUCCEEDED',
    startedAt: at(0),
    ...(!isRunning && { stoppedAt: at(4_200) }),
    ...(hasFailed && { error: { name: 'TruncatedImageError', message: card.reason ?? '' } }),
    states: STATES.map((name, index) => {
      const skipped = ['RecognizeCelebrities', 'DetectCustomLabels'].includes(name);
      const isFailure = name === 'RecordFailure' || name === 'ProcessingFailed';
      if (hasFailed && index > 2 && !isFailure) return { name, status: 'WAITING', attempts: [] };
      if (!hasFailed && isFailure) return { name, status: 'WAITING', attempts: [] };
      if (isRunning && index > 7) return { name, status: 'WAITING', attempts: [] };
      const enteredAt = at(index * 180);
      if (skipped)
        return {
          name,
          status: 'SKIPPED',
          enteredAt,
          leftAt: at(index * 180 + 40),
          attempts: [],
          answer: 'skipped: not a feature',
        };
      const runs = isRunning && index >= 4;
      const isRetried = name === 'DetectText';
      const leftAt = runs ? undefined : at(index * 180 + (isRetried ? 1_700 : 420));
      const isCaught = card.status === 'PARTIAL' && isRetried;
      const error = {
        name: 'ProvisionedThroughputExceededException',
        message: 'The number of requests exceeded your throughput limit',
      };
      return {
        name,
        status: runs
          ? 'RUNNING'
          : isCaught
            ? 'CAUGHT'
            : hasFailed && name === 'NormalizeImage'
              ? 'FAILED'
              : 'SUCCEEDED',
        enteredAt,
        ...(leftAt && { leftAt }),
        attempts: isRetried
          ? [
              { startedAt: enteredAt, endedAt: at(index * 180 + 240), error },
              {
                startedAt: at(index * 180 + 800),
                ...(leftAt && { endedAt: leftAt, ...(isCaught && { error }) }),
              },
            ]
          : name.startsWith('Is') || name === 'AnalyzeImage'
            ? []
            : [{ startedAt: enteredAt, ...(leftAt && { endedAt: leftAt }) }],
        ...(name === 'DetectLabels' && !runs && { answer: '3 labels' }),
        ...(isCaught && { error }),
        ...(hasFailed &&
          name === 'NormalizeImage' && {
            error: { name: 'TruncatedImageError', message: card.reason ?? '' },
          }),
      };
    }),
  };
}

function people(cards: readonly ImageCard[]) {
  const withPicture = cards.filter(({ thumbnails }) => thumbnails.length > 0);
  return [
    ['ada', 'Ada Lovelace', 4, 31],
    ['grace', 'Grace Hopper', 2, 12],
    ['not-text', NOT_TEXT, 1, 1],
  ].map(([personId, name, faces, photographs], index) => {
    const card = withPicture[index];
    return {
      personId,
      mayChange: true,
      name,
      faces,
      photographs,
      ...(card?.thumbnails[0] && {
        portrait: {
          imageId: card.imageId,
          picture: card.thumbnails[0],
          boundingBox: { left: 0.42, top: 0.5, width: 0.08, height: 0.12 },
        },
      }),
    };
  });
}

function status(cards: readonly ImageCard[], deadLetters: number) {
  const count = (name: string) => cards.filter((card) => card.status === name).length;
  const queue = (name: string, waiting = 0, inFlight = 0) => ({ name, waiting, inFlight, delayed: 0 });
  return {
    at: new Date(NEWEST).toISOString(),
    version: '0.1.0',
    queues: [queue('IntakeQueue', 12, 2), queue('FastQueue')],
    deadLetters: [queue('IntakeDeadLetterQueue', deadLetters), queue('EventDeadLetterQueue')],
    photographs: {
      PROCESSING: count('PROCESSING'),
      SUCCEEDED: count('SUCCEEDED'),
      PARTIAL: count('PARTIAL'),
      UNSUPPORTED: count('UNSUPPORTED'),
      FAILED: count('FAILED'),
    },
    cost: { month: '2026-11', photographs: 1_204, usd: 4.1, savedUsd: 2.61 },
  };
}

function config() {
  return {
    version: '0.1.0',
    authentication: { kind: 'none' },
    isolation: false,
    features: [
      { name: 'labels', isDefault: true, usd: 0.001 },
      { name: 'text', isDefault: true, usd: 0.001 },
      { name: 'faces', isDefault: true, usd: 0.001 },
      { name: 'people', isDefault: true, usd: 0.001 },
      { name: 'moderation', isDefault: true, usd: 0.001 },
      { name: 'celebrities', isDefault: false, usd: 0.001 },
    ],
    limits: {
      objectBytes: 50_000_000,
      pixels: 268_000_000,
      filesPerUpload: 100,
      multipartFromBytes: 100_000_000,
      itemsPerPage: 200,
      photographsInFlight: 6,
    },
    thumbnailEdges: [256, 768],
    previewEdge: 4_096,
    moderationThreshold: 60,
    minConfidence: 55,
    attributions: [{ text: 'Names of places: GeoNames', url: 'https://www.geonames.org' }],
  };
}
