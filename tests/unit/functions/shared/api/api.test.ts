import { problemSchema } from '@image-workflow/record/api/problem';
import type { ApiRoute } from '@image-workflow/record/api/route';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod';
import { createApi } from '../../../../../functions/shared/api/api.ts';
import { ApiProblem } from '../../../../../functions/shared/api/problem.ts';
import { logger } from '../../../../../functions/shared/logger.ts';
import { callUndocumented as call } from '../../http-event.ts';

const getThing = {
  method: 'GET',
  path: '/api/images/{imageId}',
  summary: 'A thing',
  params: z.object({ imageId: z.string().regex(/^\d+$/, 'expected digits') }),
  query: z.strictObject({
    label: z.array(z.string().min(1)).optional(),
    limit: z.coerce.number().int().max(9).default(5),
  }),
  answers: { 200: z.unknown() },
  problems: [],
} as const satisfies ApiRoute;

const makeThing = {
  method: 'POST',
  path: '/api/uploads',
  summary: 'Make a thing',
  body: z.strictObject({ names: z.array(z.string()).min(1) }),
  answers: { 201: z.unknown() },
  problems: [],
} as const satisfies ApiRoute;

const dropThing = {
  method: 'DELETE',
  path: '/api/images/{imageId}',
  summary: 'Drop a thing',
  answers: { 204: null },
  problems: [],
} as const satisfies ApiRoute;

const thrown: jest.Mock<() => unknown> = jest.fn();
const { handler } = createApi()
  .on(getThing, async ({ params, query, caller }) => {
    const error = thrown();
    if (error) throw error;
    return { body: { params, query, caller } };
  })
  .on(makeThing, async ({ body }) => ({ body, headers: { location: '/api/things/1' } }))
  .on(dropThing, async () => ({ body: null }));

beforeEach(() => {
  thrown.mockReturnValue(undefined);
});

describe('an answer', () => {
  it('holds what was asked for, parsed, with defaults and repeated parameters as a list', async () => {
    const answer = await call(handler, { path: '/api/images/7', query: 'label=Dog&label=Caf%C3%A9+a,b' });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        params: { imageId: '7' },
        query: { label: ['Dog', 'Café a,b'], limit: 5 },
        caller: { owner: 'shared', isAdmin: true },
      },
    });
  });

  it('has the status of its route, and the headers that were given', async () => {
    const made = await call(handler, { method: 'POST', path: '/api/uploads', body: { names: ['a'] } });
    const dropped = await call(handler, { method: 'DELETE', path: '/api/images/7' });

    expect(made).toMatchObject({
      status: 201,
      headers: { location: '/api/things/1' },
      body: { names: ['a'] },
    });
    expect(dropped).toMatchObject({ status: 204, body: undefined });
  });

  it('to HEAD is that to GET, without its body', async () => {
    const { status, headers, body } = await call(handler, { method: 'HEAD', path: '/api/images/7' });

    expect([status, headers['content-type'], body]).toEqual([200, 'application/json', undefined]);
  });

  it('is for programs alone: never guessed, framed or kept', async () => {
    const { headers } = await call(handler, { path: '/api/images/7' });

    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-request-id': 'Jxk9aGbWIAMEJ1w=',
    });
  });
});

describe('a preflight request', () => {
  it('learns the methods of its path, without a token', async () => {
    expect(await call(handler, { method: 'OPTIONS', path: '/api/images/7' })).toMatchObject({
      status: 204,
      headers: { allow: 'GET, HEAD, DELETE' },
    });
    expect(await call(handler, { method: 'OPTIONS', path: '/api/thing' })).toMatchObject({ status: 404 });
  });
});

describe('a refusal', () => {
  it.each([
    ['an unknown path', { path: '/api/thing' }, 404, 'not-found'],
    ['a method that the path has not', { method: 'PUT', path: '/api/images/7' }, 405, 'method-not-allowed'],
    ['a wrong path parameter', { path: '/api/images/x' }, 400, 'invalid-request'],
    ['a wrong number', { path: '/api/images/7', query: 'limit=ten' }, 400, 'invalid-request'],
    [
      'a single parameter that comes twice',
      { path: '/api/images/7', query: 'limit=1&limit=2' },
      400,
      'invalid-request',
    ],
    ['a parameter that is misspelt', { path: '/api/images/7', query: 'lable=Dog' }, 400, 'invalid-request'],
    [
      'a parameter that objects have',
      { path: '/api/images/7', query: '__proto__=1' },
      400,
      'invalid-request',
    ],
    [
      'a body that is nested a hundred thousand times',
      { method: 'POST', path: '/api/uploads', body: `{"names":${'['.repeat(1e5)}${']'.repeat(1e5)}}` },
      400,
      'invalid-request',
    ],
    [
      'a query that is no percent-encoding',
      { path: '/api/images/7', query: 'limit=%E0%A4%A' },
      400,
      'invalid-request',
    ],
    ['no body', { method: 'POST', path: '/api/uploads' }, 415, 'unsupported-media-type'],
    ['a body that is no JSON', { method: 'POST', path: '/api/uploads', body: '{' }, 400, 'invalid-request'],
    ['a body of another shape', { method: 'POST', path: '/api/uploads', body: [] }, 400, 'invalid-request'],
    [
      'a body that is too large',
      { method: 'POST', path: '/api/uploads', body: { names: ['x'.repeat(300_000)] } },
      413,
      'content-too-large',
    ],
  ])('names its kind: %s', async (_what, request, status, kind) => {
    const answer = await call(handler, request);

    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(problemSchema.parse(answer.body)).toMatchObject({
      type: `urn:image-workflow:problem:${kind}`,
      status,
      instance: request.path,
      requestId: 'Jxk9aGbWIAMEJ1w=',
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toBe('Jxk9aGbWIAMEJ1w=');
  });

  it('names every field that is wrong, what was expected and what was found', async () => {
    const { body } = await call(handler, { path: '/api/images/x', query: 'limit=10&lable=Dog' });

    expect(body.errors).toEqual([
      { in: 'path', name: 'imageId', detail: 'Expected digits but found "x"' },
      { in: 'query', name: 'limit', detail: 'Expected number to be <=9 but found "10"' },
      {
        in: 'query',
        name: 'lable',
        detail: 'Expected no "lable", which the route does not know, but found one',
      },
    ]);
    expect(body.detail).toBe(
      'Expected the path to be what the route takes but `imageId` is wrong: Expected digits but found "x"',
    );
  });

  it('says which methods there are', async () => {
    const { headers } = await call(handler, { method: 'PUT', path: '/api/images/7' });

    expect(headers.allow).toBe('GET, HEAD, DELETE');
  });

  it('shows nothing of an error inside but the request id, by which the log has it', async () => {
    const error = new TypeError('Cannot read s3://secret-bucket');
    const log = jest.spyOn(logger, 'error').mockReturnValue();
    thrown.mockReturnValue(error);

    const answer = await call(handler, { path: '/api/images/7' });

    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toMatch(/secret|TypeError|\.ts/);
    expect(log).toHaveBeenCalledWith('Request failed', { requestId: 'Jxk9aGbWIAMEJ1w=', error });
  });

  it('asks to come again where a service behind it is throttled', async () => {
    jest.spyOn(logger, 'error').mockReturnValue();
    thrown.mockReturnValue(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));

    expect(await call(handler, { path: '/api/images/7' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
    });
  });

  it('carries what a route says of itself', async () => {
    thrown.mockReturnValue(new ApiProblem('conflict', 'Expected a photograph but found a tombstone'));

    expect(await call(handler, { path: '/api/images/7' })).toMatchObject({
      status: 409,
      body: { detail: 'Expected a photograph but found a tombstone' },
    });
  });
});

describe('who asks', () => {
  const sub = '9f1b3c52-0d3e-4a57-8d57-1a2b3c4d5e6f';

  it.each([
    ['a user, by the token', { sub }, { owner: sub, isAdmin: false }],
    [
      'an administrator, by the group',
      { sub, 'cognito:groups': '[editors admins]' },
      { owner: sub, isAdmin: true },
    ],
    [
      'no administrator by a name that is like it',
      { sub, 'cognito:groups': '[badmins]' },
      { owner: sub, isAdmin: false },
    ],
  ])('is %s', async (_who, claims, caller) => {
    const { body } = await call(handler, { path: '/api/images/7', claims });

    expect(body.caller).toEqual(caller);
  });

  it.each([
    ['no user', { client_id: '1' }],
    ['an owner that no user is', { sub: 'shared' }],
    ['a name that is no segment of a key', { sub: 'a/b' }],
    ['a user that is for the page to read', { sub, token_use: 'id' }],
  ])('is refused with a token of %s', async (_whom, claims) => {
    expect(await call(handler, { path: '/api/images/7', claims: claims as never })).toMatchObject({
      status: 401,
    });
  });
});
