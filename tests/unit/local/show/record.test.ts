import { stripVTControlCharacters } from 'node:util';
import type { ImageRecord } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { describeInOneLine, describeRecord } from '../../../../local/show/record.ts';

const box = { left: 0.1, top: 0.1, width: 0.5, height: 0.5 };

const record: ImageRecord = {
  imageId: 'd',
  schemaVersion: 1,
  status: 'PARTIAL',
  source: {
    bucket: 'uploads',
    key: 'dog.jpg',
    eTag: 'e',
    sizeBytes: 163_759,
    sequencer: '1',
    uploadedAt: '2026-06-21T10:00:00Z',
  },
  execution: { arn: 'arn' },
  metadata: {
    format: 'jpeg',
    mimeType: 'image/jpeg',
    width: 768,
    height: 576,
    camera: {
      make: 'Canon',
      model: 'Canon PowerShot S95',
      exposureTimeSeconds: 0.0125,
      fNumber: 4,
      iso: 250,
    },
    capturedAt: { local: '2014-09-19T16:08:30', offset: '+02:00', offsetSource: 'exif' },
    location: { latitude: -33.8568, longitude: 151.2153, altitudeMeters: 5.4 },
  },
  analysis: {
    labels: {
      status: 'SUCCEEDED',
      raw: 'analysis/d',
      items: [
        {
          name: 'Dog',
          confidence: 98.6,
          parents: [],
          categories: [],
          instances: [{ boundingBox: box, confidence: 98 }],
        },
        { name: 'Pet', confidence: 98.6, parents: [], categories: [], instances: [] },
      ],
    },
    thumbnails: { status: 'FAILED', error: { name: 'AccessDenied', message: 'not authorized' } },
  } as object as ImageRecord['analysis'],
  warnings: ['It breaks off half-way'],
};

const visit = (name: string, ms: number, failures: string[] = []) => ({
  name,
  type: 'Task',
  enteredAt: new Date(0),
  exitedAt: new Date(ms),
  attempts: failures.map((error) => ({ scheduledAt: new Date(0), error: { name: error, cause: undefined } })),
});

/** Without the colours of a terminal that the tests may run in. */
function describePlainly(...args: Parameters<typeof describeRecord>): string {
  return stripVTControlCharacters(describeRecord(...args));
}

describe('describeRecord', () => {
  it('tells everything that is known, a line each', () => {
    const visits = [
      visit('ExtractMetadata', 120),
      visit('DetectLabels', 2_000, ['ThrottlingException', 'ThrottlingException']),
    ];

    expect(describePlainly(record, visits)).toBe(`
dog.jpg  PARTIAL
  picture     768 × 576 JPEG, 164 KB
  camera      Canon PowerShot S95 · 1/80 s · f/4 · ISO 250
  captured    2014-09-19 16:08:30 +02:00
  location    -33.85680, 151.21530, 5 m
  labels      Dog 99 % (1 box) · Pet 99 %
  thumbnails  FAILED, AccessDenied: not authorized
  warning     It breaks off half-way
  took        ExtractMetadata 0.1 s › DetectLabels 2.0 s after ThrottlingException ×2`);
  });

  it('says why a file is no photograph', () => {
    const { metadata: _, analysis: __, warnings: ___, ...rest } = record;

    expect(
      describeRecord({ ...rest, status: 'UNSUPPORTED', reason: 'Expected an image but found text' }, []),
    ).toBe(`
dog.jpg  UNSUPPORTED
  why         Expected an image but found text
  picture     164 KB`);
  });

  it('goes on below its beginning where the terminal ends, and breaks no word', () => {
    const visits = [
      visit('ExtractMetadata', 120),
      visit('NormalizeImage', 500),
      visit('DetectLabels', 2_000),
    ];

    const lines = describePlainly(record, visits, 60).split('\n');

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.slice(-2)).toEqual([
      '  took        ExtractMetadata 0.1 s › NormalizeImage 0.5 s ›',
      '              DetectLabels 2.0 s',
    ]);
  });

  it('leaves out of a task’s time the wait for its turn', () => {
    const attempts = [{ scheduledAt: new Date(0), startedAt: new Date(7_000) }];
    const waited = { ...visit('DetectLabels', 9_000), attempts };

    expect(describePlainly(record, [waited])).toContain('took        DetectLabels 2.0 s');
  });

  it('shows what a terminal would take for a command instead of obeying it', () => {
    const source = { ...record.source, key: 'a\u001b[2Jb\n.jpg' };

    expect(describePlainly({ ...record, source }, [])).toContain('a\\x1b[2Jb\\x0a.jpg');
  });
});

describe('describeInOneLine', () => {
  it('names the photograph, its status, what is in it, and the time of what had to follow one another', () => {
    const visits = [
      visit('ExtractMetadata', 1_000),
      { ...visit('DetectLabels', 3_000), enteredAt: new Date(1_000) },
      { ...visit('DetectText', 2_000), enteredAt: new Date(1_000) },
      { ...visit('StoreRecord', 9_000), enteredAt: new Date(8_000) },
    ];

    const line = stripVTControlCharacters(describeInOneLine(record, visits));

    expect(line).toBe('dog.jpg  PARTIAL  Dog · Pet  4.0 s');
  });

  it('leaves out the words that do not fit', () => {
    const failed = { ...record, status: 'FAILED' as const, error: { name: 'E', message: 'one two three' } };

    expect(stripVTControlCharacters(describeInOneLine(failed, [], 28))).toBe('dog.jpg  FAILED  E: one …');
  });
});
