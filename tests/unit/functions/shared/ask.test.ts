import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
const { ask } = await import('../../../../functions/shared/rekognition-task.ts');

const s3 = mockClient(S3Client);
const { image, preview } = readEvent('detect-labels');
const known = { ...preview, answers: { labels: 'analysis/other/labels.json' } };
const ANSWER = { Labels: [{ Name: 'Dog' }] };

let objects: Map<string, { body: string; metadata: Record<string, string> }>;
let calls: number;
beforeEach(() => {
  calls = 0;
  objects = new Map();
  s3.reset();
  s3.on(PutObjectCommand).callsFake(async ({ Key, Body, Metadata }) => {
    objects.set(Key, { body: Body, metadata: Metadata });
  });
  s3.on(GetObjectCommand).callsFake(async ({ Key }) => {
    const found = objects.get(Key);
    if (!found) throw Object.assign(new Error('no such key'), { name: 'NoSuchKey' });
    return { Metadata: found.metadata, Body: { transformToString: async () => found.body } };
  });
});

const call = async () => {
  calls += 1;
  return ANSWER;
};

/** Has the other photograph asked about the same picture. */
async function askBefore(request: object): Promise<void> {
  const { raw } = await ask('labels', { image, preview }, request, call);
  const stored = objects.get(raw);
  if (stored) objects.set(known.answers.labels, stored);
  objects.delete(raw);
  calls = 0;
}

describe('ask', () => {
  it('pays for an answer about a new picture, and stores it', async () => {
    const { raw, ...asked } = await ask('labels', { image, preview }, { MaxLabels: 50 }, call);

    expect(asked).toEqual({ response: ANSWER });
    expect(calls).toBe(1);
    expect(JSON.parse(objects.get(raw)?.body ?? '')).toEqual(ANSWER);
  });

  it('takes the answer of before about a picture that is known, and stores it as its own', async () => {
    await askBefore({ MaxLabels: 50 });

    const { raw, ...asked } = await ask('labels', { image, preview: known }, { MaxLabels: 50 }, call);

    expect(asked).toEqual({ response: ANSWER, reused: true });
    expect(calls).toBe(0);
    expect(raw).toContain(image.imageId);
    expect(objects.get(raw)).toEqual(objects.get(known.answers.labels));
  });

  it.each([
    ['it was another request', 'labels', async () => askBefore({ MaxLabels: 10 })],
    ['it was deleted meanwhile', 'labels', async () => {}],
    ['it was about another feature', 'text', async () => askBefore({ MaxLabels: 50 })],
    [
      'it is no answer that was stored with its request',
      'labels',
      async () => {
        await askBefore({ MaxLabels: 50 });
        objects.set(known.answers.labels, { body: '{}', metadata: {} });
      },
    ],
  ])('asks anew where %s', async (_, feature, before) => {
    await before();

    const asked = await ask(feature, { image, preview: known }, { MaxLabels: 50 }, call);

    expect(asked).not.toHaveProperty('reused');
    expect(calls).toBe(1);
  });
});
