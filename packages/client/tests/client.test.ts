// The client against a server that answers as the API does, over real sockets.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_ROUTES } from '@image-workflow/record/api/routes';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ImageWorkflowClient } from '../src/index.ts';
import { pauseMs } from '../src/retry.ts';

const IMAGE_ID = 'a'.repeat(32);
const LATER = '2030-01-01T00:00:00Z';

interface Asked {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

type Answering = (asked: Asked, response: ServerResponse) => unknown;

let asked: Asked[];
let answer: Answering;
let baseUrl: string;
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks) };
    asked.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function problem(status: number, kind: string, detail: string) {
  return {
    type: `urn:image-workflow:problem:${kind}`,
    title: 'It cannot be',
    status,
    detail,
    instance: '/api/images',
    requestId: 'r-1',
  };
}

const card = (name: string) => ({
  imageId: name,
  status: 'SUCCEEDED',
  name,
  uploadedAt: '2026-01-01T00:00:00Z',
  thumbnails: [],
  labels: [],
  people: [],
});

describe('a request', () => {
  it('is asked again while the server is too busy, no sooner than it wishes', async () => {
    answer = (_, response) =>
      asked.length < 3
        ? json(response, 503, problem(503, 'unavailable', 'later'), { 'retry-after': '0' })
        : json(response, 200, { items: [] });

    await expect(new ImageWorkflowClient(baseUrl).listImages()).resolves.toEqual({ items: [] });

    expect(asked).toHaveLength(3);
    expect(pauseMs(1, '7')).toBe(7_000);
  });

  it('ends with the sentence of the API when it refuses', async () => {
    const told = problem(400, 'invalid-request', 'Expected a number in limit but found "many"');
    answer = (_, response) => json(response, 400, told);

    await expect(new ImageWorkflowClient(baseUrl).listImages()).rejects.toMatchObject({
      name: 'ApiProblemError',
      message: told.detail,
      problem: told,
    });
    expect(asked).toHaveLength(1);
  });

  it('says what was found where something else answers', async () => {
    answer = (_, response) => response.writeHead(404).end('<html>no such page');

    await expect(new ImageWorkflowClient(baseUrl).getStatus()).rejects.toMatchObject({
      name: 'UnexpectedAnswerError',
      status: 404,
      message: expect.stringContaining('found 404 with <html>no such page'),
    });
  });

  it('does not take an answer that breaks the contract', async () => {
    answer = (_, response) => json(response, 200, { items: [{ imageId: 7 }] });

    await expect(new ImageWorkflowClient(baseUrl).listImages()).rejects.toMatchObject({
      name: 'UnexpectedAnswerError',
      message: expect.stringContaining('items[0].imageId'),
    });
  });

  it('that changes something is not sent twice after a broken connection', async () => {
    answer = (_, response) => response.destroy();

    await expect(new ImageWorkflowClient(baseUrl).reprocessImage(IMAGE_ID)).rejects.toMatchObject({
      name: 'UnreachableError',
    });
    expect(asked).toHaveLength(1);
  });

  it('ends at once when it is cancelled', async () => {
    answer = () => {}; // never
    const controller = new AbortController();
    const listing = new ImageWorkflowClient(baseUrl).listImages({}, { signal: controller.signal });

    controller.abort(new Error('enough'));

    await expect(listing).rejects.toThrow('enough');
  });

  it('carries the token of the moment and tells of one that does not hold', async () => {
    const onUnauthorized = jest.fn();
    answer = (_, response) => json(response, 401, problem(401, 'unauthorized', 'Expected a token'));
    const client = new ImageWorkflowClient(baseUrl, { token: async () => 'abc', onUnauthorized });

    await expect(client.getStatus()).rejects.toMatchObject({
      name: 'UnauthorizedError',
      message: 'Expected a token',
    });

    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer abc']);
    expect(onUnauthorized).toHaveBeenCalledTimes(1);
  });

  it.each(['GET', 'POST'])('sends a %s once more with a newer token after a 401', async (method) => {
    answer = ({ headers }, response) => {
      if (headers.authorization === 'Bearer newer') json(response, 200, { items: [] });
      else json(response, 401, { message: 'Unauthorized' }); // API Gateway's own answer
    };
    const token = jest.fn(async (refused?: string) => (refused ? 'newer' : 'older'));
    const client = new ImageWorkflowClient(baseUrl, { token });

    const answered = method === 'GET' ? client.listImages() : client.createUploads({ files: [] });
    await answered.catch(() => {}); // a list of images is no answer to the second

    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer older', 'Bearer newer']);
    expect(token.mock.calls).toEqual([[], ['older']]);
  });

  it('does not ask for ever where the newer token does not hold either', async () => {
    answer = (_, response) => json(response, 401, { message: 'Unauthorized' });
    let count = 0;
    const onUnauthorized = jest.fn();
    const client = new ImageWorkflowClient(baseUrl, { token: () => `token-${++count}`, onUnauthorized });

    await expect(client.listImages()).rejects.toThrow(
      `Expected a token that GET ${baseUrl}/api/images takes but found none such`,
    );

    expect(asked).toHaveLength(2);
    expect(onUnauthorized).toHaveBeenCalledTimes(1);
  });

  it('hands on what the source of tokens throws, and sends nothing', async () => {
    const client = new ImageWorkflowClient(baseUrl, {
      token: () => {
        throw new Error('no network for the sign-in');
      },
    });

    await expect(client.listImages()).rejects.toThrow('no network for the sign-in');
    expect(asked).toEqual([]);
  });

  it('repeats a parameter for each of its values and reaches odd ids whole', async () => {
    answer = (_, response) => json(response, 200, { items: [] });

    await new ImageWorkflowClient(`${baseUrl}/api/`).listImages({
      label: ['Dog', 'Hot Dog'],
      '-text': ['a&b'],
    });

    expect(asked[0]?.url).toBe('/api/images?label=Dog&label=Hot+Dog&-text=a%26b');
  });
});

it('has a method for every route', () => {
  const missing = Object.keys(API_ROUTES).filter((id) => !(id in ImageWorkflowClient.prototype));

  expect(missing).toEqual([]);
});

describe('paging', () => {
  it('reads every page, empty ones too, and only as far as it is asked', async () => {
    const pages = [[card('1'), card('2')], [], [card('3')]];
    answer = ({ url }, response) => {
      const page = Number(new URL(url, baseUrl).searchParams.get('cursor') ?? 0);
      json(response, 200, { items: pages[page], ...(page < 2 && { cursor: String(page + 1) }) });
    };
    const client = new ImageWorkflowClient(baseUrl);

    const names: string[] = [];
    for await (const { name } of client.images()) names.push(name);
    const requests = asked.length;
    for await (const { name } of client.images()) if (name === '1') break;

    expect(names).toEqual(['1', '2', '3']);
    expect(requests).toBe(3);
    expect(asked).toHaveLength(4);
  });
});

describe('upload', () => {
  const bytes = Buffer.from('not\r\nreally a photograph'.repeat(10_000));

  it('sends one form with the length that S3 needs, the file last, and tells how far it is', async () => {
    answer = ({ url }, response) => {
      if (url === '/storage') return void response.writeHead(204).end();
      json(response, 201, {
        uploads: [
          {
            way: 'form',
            name: 'dog.jpg',
            imageId: IMAGE_ID,
            key: 'uploads/shared/1/dog.jpg',
            expiresAt: LATER,
            url: `${baseUrl}/storage`,
            fields: { key: 'uploads/shared/1/dog.jpg', policy: 'abc' },
          },
        ],
      });
    };
    const progress: number[] = [];

    const uploaded = await new ImageWorkflowClient(baseUrl).upload(new Blob([bytes]), {
      name: 'dog.jpg',
      features: ['labels'],
      onProgress: ({ sentBytes }) => progress.push(sentBytes),
    });

    expect(uploaded).toEqual({ imageId: IMAGE_ID, key: 'uploads/shared/1/dog.jpg' });
    expect(JSON.parse(String(asked[0]?.body))).toEqual({
      files: [{ name: 'dog.jpg', sizeBytes: bytes.length }],
      features: ['labels'],
    });
    const [, form] = asked;
    expect(form?.headers['transfer-encoding']).toBeUndefined();
    expect(Number(form?.headers['content-length'])).toBe(form?.body.length);
    const fields = await new Response(new Uint8Array(form?.body ?? []), {
      headers: { 'content-type': form?.headers['content-type'] ?? '' },
    }).formData();
    expect([...fields.keys()]).toEqual(['key', 'policy', 'file']);
    expect(Buffer.from(await (fields.get('file') as File).arrayBuffer()).equals(bytes)).toBe(true);
    expect(progress.at(-1)).toBe(bytes.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('tells why the storage refuses', async () => {
    answer = (_, response) =>
      response
        .writeHead(400)
        .end(
          '<Error><Code>EntityTooLarge</Code><Message>Your proposed upload is too large</Message></Error>',
        );
    const upload = {
      way: 'form' as const,
      name: 'x',
      imageId: IMAGE_ID,
      key: 'x',
      expiresAt: LATER,
      url: baseUrl,
      fields: {},
    };

    await expect(new ImageWorkflowClient(baseUrl).send(upload, new Blob([bytes]))).rejects.toMatchObject({
      name: 'UploadRefusedError',
      code: 'EntityTooLarge',
      message: expect.stringContaining('Your proposed upload is too large (EntityTooLarge)'),
    });
  });

  it('sends parts, asks for new URLs when theirs have expired, and completes them in order', async () => {
    const parts = [1, 2, 3].map((partNumber) => ({
      partNumber,
      sizeBytes: Math.min(100_000, bytes.length - (partNumber - 1) * 100_000),
      url: `${baseUrl}/part/${partNumber}?old`,
    }));
    answer = ({ url, body }, response) => {
      if (url === '/part/2?old') return response.writeHead(403).end('<Code>AccessDenied</Code>');
      if (url.startsWith('/part/')) return response.writeHead(200, { etag: `"${url[6]}"` }).end();
      if (url === '/api/uploads/parts') {
        const [partNumber] = JSON.parse(String(body)).partNumbers;
        const renewed = { ...parts[partNumber - 1], url: `${baseUrl}/part/${partNumber}?new` };
        return json(response, 200, { parts: [renewed], expiresAt: LATER });
      }
      json(response, 200, { imageId: IMAGE_ID, key: 'big.tif' });
    };

    await new ImageWorkflowClient(baseUrl).send(
      {
        way: 'multipart',
        name: 'big.tif',
        imageId: IMAGE_ID,
        key: 'big.tif',
        expiresAt: LATER,
        uploadId: 'u',
        partBytes: 100_000,
        parts,
      },
      new Blob([bytes]),
    );

    const sent = asked
      .filter(({ url }) => /part\/(1|2\?new|3)/.test(url))
      .sort((a, b) => (a.url < b.url ? -1 : 1));
    expect(Buffer.concat(sent.map(({ body }) => body)).equals(bytes)).toBe(true);
    expect(JSON.parse(String(asked.at(-1)?.body))).toEqual({
      key: 'big.tif',
      uploadId: 'u',
      parts: [1, 2, 3].map((partNumber) => ({ partNumber, eTag: `"${partNumber}"` })),
    });
  });
});

describe('waitFor', () => {
  const record = {
    imageId: IMAGE_ID,
    schemaVersion: 1,
    status: 'PROCESSING',
    name: 'dog.jpg',
    source: {
      bucket: 'b',
      key: 'dog.jpg',
      eTag: 'e',
      sizeBytes: 1,
      sequencer: '1',
      uploadedAt: '2026-01-01T00:00:00Z',
    },
    execution: { arn: 'arn', startedAt: '2026-01-01T00:00:01Z' },
    urls: { expiresAt: LATER, original: 'http://localhost/o', thumbnails: [], answers: {} },
  };

  it('tells of each state once and ends with the finished record', async () => {
    const rounds = [
      undefined,
      [{ name: 'ExtractMetadata', status: 'RUNNING', attempts: [] }],
      [
        { name: 'ExtractMetadata', status: 'SUCCEEDED', attempts: [] },
        { name: 'StoreRecord', status: 'WAITING', attempts: [] },
      ],
      [
        { name: 'ExtractMetadata', status: 'SUCCEEDED', attempts: [] },
        { name: 'StoreRecord', status: 'SUCCEEDED', attempts: [] },
      ],
    ];
    let round = -1;
    answer = ({ url }, response) => {
      const isExecution = url.endsWith('/execution');
      if (!isExecution) round++;
      const states = rounds[round];
      if (!states) return json(response, 404, problem(404, 'not-found', 'nothing yet'));
      const status = round === 3 ? 'SUCCEEDED' : 'PROCESSING';
      if (!isExecution) return json(response, 200, { ...record, status });
      const name = `${IMAGE_ID}-${'b'.repeat(32)}`;
      json(response, 200, {
        name,
        imageId: IMAGE_ID,
        status: 'RUNNING',
        startedAt: '2026-01-01T00:00:01Z',
        states,
      });
    };
    const told: string[] = [];

    const finished = await new ImageWorkflowClient(baseUrl).waitFor(IMAGE_ID, {
      onState: ({ name, status }) => told.push(`${name} ${status}`),
    });

    expect(finished.status).toBe('SUCCEEDED');
    expect(told).toEqual(['ExtractMetadata RUNNING', 'ExtractMetadata SUCCEEDED', 'StoreRecord SUCCEEDED']);
  });

  it('says what was found when the time is over', async () => {
    answer = (_, response) => json(response, 200, record);

    await expect(new ImageWorkflowClient(baseUrl).waitFor(IMAGE_ID, { timeoutMs: 1 })).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      message: expect.stringContaining('found status PROCESSING'),
    });
  });
});
