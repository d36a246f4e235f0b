import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { configSchema } from '@image-workflow/record/api/config';
import { imageDetailSchema } from '@image-workflow/record/api/images';
import { stackStatusSchema } from '@image-workflow/record/api/status';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { readEvent } from '../events.ts';
import { call } from '../http-event.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  VERSION: '0.1.0',
  TABLE_NAME: 'images-1',
  SEARCH_TABLE_NAME: 'search-1',
  QUEUES: 'FastQueue=https://sqs/fast,IntakeQueue=https://sqs/intake',
  DEAD_LETTER_QUEUES: 'IntakeDeadLetterQueue=https://sqs/dead',
  RESULTS_BUCKET: 'results-1',
  AUTHENTICATION: 'cognito',
  SIGN_IN_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_1',
  SIGN_IN_CLIENT_ID: 'client-1',
  SIGN_IN_URL: 'https://photographs-1.auth.eu-central-1.amazoncognito.com',
  ISOLATION: 'true',
  FEATURES: 'labels,text',
  MAX_OBJECT_BYTES: '200000000',
  MAX_PIXELS: '200000000',
  MAX_PHOTOGRAPHS_IN_FLIGHT: '6',
  THUMBNAIL_EDGES: '768,256',
  PREVIEW_EDGE: '4096',
  MODERATION_THRESHOLD: '60',
  MIN_CONFIDENCE: '55',
});
const documents = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../../../functions/api-images/handler.ts');
const { configFromEnv } = await import('../../../../functions/api-images/config.ts');

const record = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');
const path = `/api/images/${record.imageId}`;

beforeEach(() => {
  documents.reset();
  documents.on(GetCommand).resolves({ Item: record });
});

function withAuthentication(kind: string) {
  const { AUTHENTICATION } = process.env;
  Object.assign(process.env, { AUTHENTICATION: kind });
  try {
    return configFromEnv().authentication;
  } finally {
    Object.assign(process.env, { AUTHENTICATION });
  }
}

describe('GET /api/config', () => {
  it('says what the stack takes and looks for, to anybody', async () => {
    const { status, body } = await call(handler, { path: '/api/config' });

    expect(status).toBe(200);
    expect(configSchema.parse(body)).toMatchObject({
      version: '0.1.0',
      isolation: true,
      limits: { objectBytes: 200_000_000, filesPerUpload: 100, photographsInFlight: 6 },
      thumbnailEdges: [256, 768],
    });
    const isDefault = ({ isDefault }: { isDefault: boolean }) => isDefault;
    expect(body.features.filter(isDefault).map(({ name }: { name: string }) => name)).toEqual([
      'labels',
      'text',
    ]);
  });

  it('says where people sign in, and as which client', async () => {
    const { body } = await call(handler, { path: '/api/config' });

    expect(body.authentication).toEqual({
      kind: 'cognito',
      issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_1',
      clientId: 'client-1',
      signInUrl: 'https://photographs-1.auth.eu-central-1.amazoncognito.com',
      scopes: ['openid', 'email'],
    });
  });

  it.each(['none', 'iam'])('says that nobody signs in where Authentication is %s', (kind) => {
    expect(withAuthentication(kind)).toEqual({ kind });
  });

  it('does not start with a kind of authentication that it does not know', () => {
    expect(() => withAuthentication('basic')).toThrow(
      'Expected cognito, iam or none in AUTHENTICATION but found "basic"',
    );
  });
});

describe('GET /api/status', () => {
  it('says what waits, and estimates what the month costs', async () => {
    const sqs = mockClient(SQSClient);
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '3' } });
    documents.on(QueryCommand).callsFake(({ ExpressionAttributeValues }) => ({
      Items: /status$/.test(ExpressionAttributeValues[':pk'])
        ? [{ sk: 'failed', title: 'FAILED', count: 2 }]
        : [{ sk: '2026-06', title: '2026-06', count: 1_000 }],
    }));

    const { body } = await call(handler, { path: '/api/status' });

    expect(stackStatusSchema.parse(body)).toMatchObject({
      queues: [{ name: 'FastQueue', waiting: 3, inFlight: 0 }, { name: 'IntakeQueue' }],
      deadLetters: [{ name: 'IntakeDeadLetterQueue', waiting: 3 }],
      photographs: { FAILED: 2, SUCCEEDED: 0 },
      cost: { photographs: 1_000, usd: 2.65 }, // labels and text: two tenths of a cent each, and the rest
    });
  });
});

describe('GET /api/images/{imageId}', () => {
  it('is the record, with URLs of everything that was made of it', async () => {
    const { status, body } = await call(handler, { path });
    const detail = imageDetailSchema.parse(body);

    expect(status).toBe(200);
    expect(detail).toMatchObject({ imageId: record.imageId, status: record.status, name: record.source.key });
    expect(detail.urls.original).toContain(`versionId=${record.source.versionId}`);
    expect(detail.urls.preview).toMatchObject({ width: record.preview?.width });
    expect(new URL(detail.urls.thumbnails[0]?.url ?? '').pathname).toMatch(/\/256\.webp$/);
    expect(Object.keys(detail.urls.answers)).toContain('labels');
  });

  it('counts what was paid for and what skipping saved', async () => {
    const { body } = await call(handler, { path });
    const { steps, usd } = imageDetailSchema.parse(body).receipt ?? { steps: [], usd: 0 };
    const succeeded = steps.filter(({ status }) => status === 'SUCCEEDED');

    expect(succeeded.length).toBeGreaterThan(0);
    expect(usd).toBeGreaterThanOrEqual(succeeded.length * 0.001);
    for (const { status, calls, savedUsd } of steps) {
      expect(status === 'SKIPPED' ? calls : savedUsd).toBe(0);
    }
  });

  it('has no receipt as long as the work is not done', async () => {
    const { imageId, schemaVersion, source, execution } = record;
    documents.on(GetCommand).resolves({
      Item: { imageId, schemaVersion, source, execution: { arn: execution.arn }, status: 'PROCESSING' },
    });

    const { body } = await call(handler, { path });
    expect(imageDetailSchema.parse(body)).not.toHaveProperty('receipt');
    expect(body.urls).toMatchObject({ thumbnails: [], answers: {} });
  });

  it('is a 404 where there is none', async () => {
    documents.on(GetCommand).resolves({});

    expect(await call(handler, { path })).toMatchObject({ status: 404 });
  });

  it.each([
    ['their own', { sub: 'user-1' }, 200],
    ["not another's", { sub: 'user-2' }, 404],
    ['as an administrator everything', { sub: 'user-2', 'cognito:groups': '[admins]' }, 200],
  ])('with isolation shows a user %s', async (_what, claims, status) => {
    const key = 'uploads/user-1/01J00000000000000000000000/a.jpg';
    documents.on(GetCommand).resolves({ Item: { ...record, source: { ...record.source, key } } });

    expect(await call(handler, { path, claims: claims as never })).toMatchObject({ status });
  });

  it('with isolation shows everybody what is shared', async () => {
    expect(await call(handler, { path, claims: { sub: 'user-2' } })).toMatchObject({ status: 200 });
  });
});
