import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { RekognitionError } from '../src/errors.ts';
import { Faults } from '../src/faults.ts';
import type { Operation, Services } from '../src/operations/operation.ts';
import { createRekognitionServer, MAX_REQUESTS_IN_MEMORY } from '../src/server.ts';

const operations: Record<string, Operation> = {
  DetectLabels: {
    request: z.object({ MaxLabels: z.int().max(10).optional() }),
    answer: async (request) => ({ Labels: [], request }),
  },
  DetectText: {
    request: z.object({}),
    answer: async () => {
      throw new RekognitionError('InvalidImageFormatException', 'Request has invalid image format');
    },
  },
  DetectFaces: {
    request: z.object({}),
    answer: async () => {
      throw new TypeError('a bug');
    },
  },
};

describe('createRekognitionServer', () => {
  const onFailure = jest.fn();
  let server: Server;
  let endpoint: string;

  beforeEach(async () => {
    onFailure.mockClear();
    server = createRekognitionServer({
      operations,
      services: {} as Services,
      faults: new Faults(),
      onFailure,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = async (target: string, body: string) => {
    const response = await fetch(endpoint, { method: 'POST', headers: { 'X-Amz-Target': target }, body });
    return { response, json: (await response.json()) as Record<string, string> };
  };

  it('answers an operation as JSON 1.1 with a request id', async () => {
    const { response, json } = await call('RekognitionService.DetectLabels', '{"MaxLabels":3}');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(json).toEqual({ Labels: [], request: { MaxLabels: 3 } });
  });

  it("answers an operation's own error with its type and 400", async () => {
    const { response, json } = await call('RekognitionService.DetectText', '{}');

    expect(response.status).toBe(400);
    expect(json).toMatchObject({
      __type: 'InvalidImageFormatException',
      Code: 'InvalidImageFormatException',
      Message: 'Request has invalid image format',
    });
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('answers a bug with InternalServerError and 500, and reports it', async () => {
    const { response, json } = await call('RekognitionService.DetectFaces', '{}');

    expect(response.status).toBe(500);
    expect(json.__type).toBe('InternalServerError');
    expect(json.Message).not.toContain('a bug');
    expect(onFailure).toHaveBeenCalledWith('DetectFaces', expect.any(TypeError));
  });

  it.each([
    [
      'an operation that is not offered',
      'RekognitionService.DetectProtectiveEquipment',
      /not offered offline/,
    ],
    ['another service', 'DynamoDB_20120810.GetItem', /Expected X-Amz-Target: RekognitionService/],
    ['no target', '', /Expected X-Amz-Target: RekognitionService/],
    ['a name that every object has', 'RekognitionService.constructor', /not offered offline/],
  ])('answers %s with UnknownOperationException', async (_, target, message) => {
    const { response, json } = await call(target, '{}');

    expect(response.status).toBe(400);
    expect(json.__type).toBe('UnknownOperationException');
    expect(json.Message).toMatch(message);
  });

  it('answers a body that is no JSON with SerializationException', async () => {
    const { json } = await call('RekognitionService.DetectLabels', '{"MaxLabels":');

    expect(json.__type).toBe('SerializationException');
  });

  it('answers a wrong member with InvalidParameterException', async () => {
    const { json } = await call('RekognitionService.DetectLabels', '{"MaxLabels":11}');

    expect(json.__type).toBe('InvalidParameterException');
    expect(json.Message).toContain("'maxLabels'");
  });

  it('answers a body beyond two images with ImageTooLargeException', async () => {
    const { json } = await call('RekognitionService.DetectLabels', 'x'.repeat(16 * 1024 * 1024));

    expect(json.__type).toBe('ImageTooLargeException');
  });

  it('tells its health and what it offers', async () => {
    const response = await fetch(`${endpoint}/health`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      operations: ['DetectLabels', 'DetectText', 'DetectFaces'],
    });
  });

  it('does no work for a client that gave up while it waited', async () => {
    const running = Promise.withResolvers<void>();
    const answer = jest.fn(async () => {
      await running.promise;
      return {};
    });
    operations.DetectModerationLabels = { request: z.object({}), answer };
    const waitForCalls = async (count: number) => {
      while (answer.mock.calls.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const ask = (signal?: AbortSignal) =>
      fetch(endpoint, {
        method: 'POST',
        headers: { 'X-Amz-Target': 'RekognitionService.DetectModerationLabels' },
        body: '{}',
        signal: signal ?? null,
      });
    const served = Array.from({ length: MAX_REQUESTS_IN_MEMORY }, () => ask());
    await waitForCalls(MAX_REQUESTS_IN_MEMORY);

    const patience = new AbortController();
    const abandoned = ask(patience.signal);
    const gone = new Promise((resolve) =>
      server.once('request', (_request, response) => {
        response.once('close', resolve);
        patience.abort();
      }),
    );
    await expect(abandoned).rejects.toThrow('aborted');
    await gone;
    running.resolve();
    await Promise.all(served);
    await ask();

    expect(answer).toHaveBeenCalledTimes(MAX_REQUESTS_IN_MEMORY + 1);
  });

  it('closes as soon as what was running is answered, whatever connections its clients would keep', async () => {
    const [started, running] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    operations.DetectModerationLabels = {
      request: z.object({}),
      answer: async () => {
        started.resolve();
        await running.promise;
        return {};
      },
    };
    const answered = call('RekognitionService.DetectModerationLabels', '{}');
    await started.promise;

    const closed = new Promise((resolve) => server.close(resolve)); // half a minute and more, were a connection kept
    running.resolve();

    expect((await answered).response.status).toBe(200);
    expect(await closed).toBeUndefined();
  });

  it('fails operations on demand until the switch is turned off', async () => {
    const plan = { errors: { DetectLabels: 'AccessDeniedException' } };
    await fetch(`${endpoint}/faults`, { method: 'PUT', body: JSON.stringify(plan) });
    const denied = await call('RekognitionService.DetectLabels', '{}');
    await fetch(`${endpoint}/faults`, { method: 'DELETE' });
    const allowed = await call('RekognitionService.DetectLabels', '{}');

    expect(denied.json.__type).toBe('AccessDeniedException');
    expect(allowed.response.status).toBe(200);
  });

  it('refuses a fault plan it does not understand and keeps the one it had', async () => {
    const put = await fetch(`${endpoint}/faults`, { method: 'PUT', body: '{"throttle":2}' });
    const plan = await fetch(`${endpoint}/faults`);

    expect(put.status).toBe(400);
    expect(await plan.json()).toEqual({ throttle: 0, errors: {}, seed: 1 });
  });
});
