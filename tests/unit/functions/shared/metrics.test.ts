import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import type { ImageRecord } from '@image-workflow/record';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

process.env.POWERTOOLS_METRICS_DISABLED = 'false';
process.env.POWERTOOLS_DEV = 'true'; // writes to the console that a test can listen to
process.env.POWERTOOLS_METRICS_NAMESPACE = 'photos';
process.env.POWERTOOLS_SERVICE_NAME = 'image-workflow';
const { publishPhotograph } = await import('../../../../functions/shared/photograph-metrics.ts');
const { countThrottles } = await import('../../../../functions/shared/throttles.ts');

let written: Record<string, unknown>[];
beforeEach(() => {
  written = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    written.push(JSON.parse(line));
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What was written, without the description by which CloudWatch reads it. */
const values = () => written.map(({ _aws: _, ...line }) => line);

const found = { status: 'SUCCEEDED' as const, items: [], raw: 'analysis/raw.json' };
const off = { status: 'SKIPPED', reason: 'The feature is switched off' } as const;
const record: ImageRecord = {
  imageId: '21382b3fc4e40509f0f5e79d5d80a6db',
  schemaVersion: 1,
  status: 'PARTIAL',
  source: {
    bucket: 'uploads',
    key: 'photo.jpg',
    eTag: 'b1946ac9',
    sizeBytes: 3,
    sequencer: '1',
    uploadedAt: '2026-06-21T10:00:00.000Z',
  },
  execution: { arn: 'execution', finishedAt: '2026-06-21T10:00:04.500Z' },
  metadata: { format: 'heic', mimeType: 'image/heic', width: 4, height: 3, orientation: 1 } as never,
  analysis: {
    labels: { ...found, modelVersion: '3.0' },
    text: { status: 'FAILED', error: { name: 'AccessDeniedException', message: 'no' } },
    faces: found,
    people: { status: 'SUCCEEDED', items: [], searchedFaces: 2 },
    celebrities: off,
    moderation: { ...found, flagged: false },
    customLabels: off,
    thumbnails: { status: 'FAILED', error: { name: 'AccessDenied', message: 'no' } },
  },
};

describe('publishPhotograph', () => {
  it('tells what a photograph took, by status, by format, and which features failed', () => {
    publishPhotograph(record);

    const service = 'image-workflow';
    expect(values()).toEqual([
      {
        service,
        Photographs: 1,
        Partial: 1,
        Seconds: 4.5,
        RekognitionCalls: 6, // labels, text, faces, moderation, two faces searched
        EstimatedCost: 0.006 + 0.00065,
        SavedCost: 0.001, // celebrities; a custom model is paid by the hour
      },
      { service, status: 'PARTIAL', Photographs: 1 },
      { service, format: 'heic', Photographs: 1 },
      { service, feature: 'text', FailedFeatures: 1 },
      { service, feature: 'thumbnails', FailedFeatures: 1 },
    ]);
  });

  it('counts no call, but what it would have cost, where an answer is that of before', () => {
    const { analysis } = record;
    publishPhotograph({ ...record, analysis: { ...analysis, labels: { ...found, reused: true } } as never });
    expect(values()[0]).toMatchObject({
      RekognitionCalls: 5,
      EstimatedCost: 0.00565,
      SavedCost: 0.002,
    });
  });

  it('names the stack, and the dimensions of each value', () => {
    publishPhotograph(record);

    expect(written[1]?._aws).toMatchObject({
      CloudWatchMetrics: [
        {
          Namespace: 'photos',
          Dimensions: [['service', 'status']],
          Metrics: [{ Name: 'Photographs', Unit: 'Count' }],
        },
      ],
    });
  });

  it('counts a file that is no picture as one of no format, which costs no call', () => {
    const { metadata: _, analysis: __, ...unsupported } = record;
    publishPhotograph({ ...unsupported, status: 'UNSUPPORTED', reason: 'Expected an image but found text' });

    expect(values()).toMatchObject([
      { Partial: 0, RekognitionCalls: 0 },
      { status: 'UNSUPPORTED' },
      { format: 'none' },
    ]);
  });

  it('never names the photograph, nor where it was taken', () => {
    publishPhotograph(record);
    expect(JSON.stringify(written)).not.toMatch(/21382b3f|photo\.jpg/);
  });
});

describe('countThrottles', () => {
  let server: Server;
  let answers: [status: number, type: string][];
  beforeEach(async () => {
    server = createServer((_, response) => {
      const [status, type] = answers.shift() ?? [200, ''];
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(status === 200 ? { Labels: [] } : { __type: type, message: type }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close();
  });

  function detect() {
    const client = new RekognitionClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    return countThrottles(client).send(new DetectLabelsCommand({ Image: { Bytes: new Uint8Array(1) } }));
  }

  it('counts each attempt that is refused, those that the SDK repeats too', async () => {
    answers = [
      [400, 'ProvisionedThroughputExceededException'],
      [400, 'ThrottlingException'],
    ];

    expect(await detect()).toMatchObject({ Labels: [] });

    expect(values()).toEqual([
      { service: 'image-workflow', RekognitionThrottles: 1 },
      { service: 'image-workflow', RekognitionThrottles: 1 },
    ]);
  });

  it('lets other errors pass without a word', async () => {
    answers = [[400, 'InvalidImageFormatException']];
    await expect(detect()).rejects.toMatchObject({ name: 'InvalidImageFormatException' });
    expect(written).toEqual([]);
  });
});
