import { createHash } from 'node:crypto';
import type { ImageObject } from '@image-workflow/record/image-object';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  describeObject,
  parseImageObject,
  toExecutionName,
  toImageId,
  toImageIdOfExecution,
  toRevision,
} from '../../../../functions/shared/image-object.ts';

const valid: ImageObject = {
  imageId: '21382b3fc4e40509f0f5e79d5d80a6db',
  bucket: 'uploads',
  key: 'été à Nice+1.jpg',
  versionId: '3sL4kqtJlcpXroDTDmJ',
  eTag: 'd41d8cd98f00b204e9800998ecf8427e',
  sizeBytes: 184_662,
  sequencer: '0055aed6dcd90281e5',
  uploadedAt: '2026-05-01T10:20:30Z',
};

describe('parseImageObject', () => {
  it.each([
    'été à Nice+1.jpg',
    'a+b %41 é 日本.jpg',
    'deep/er/üñí/photo (1).JPG',
    'e\u0301',
    ' ',
    'a//b',
    '%2B',
  ])('keeps the key exactly as S3 stores it: %p', (key) => {
    expect(parseImageObject({ ...valid, key }).key).toBe(key);
  });

  it('takes an object of a bucket without versions, and one of no bytes', () => {
    const { versionId, ...unversioned } = valid;
    expect(parseImageObject({ ...unversioned, sizeBytes: 0 })).toEqual({ ...unversioned, sizeBytes: 0 });
  });

  it.each([
    ['key', { ...valid, key: '' }],
    ['versionId', { ...valid, versionId: '' }],
    ['sizeBytes', { ...valid, sizeBytes: -1 }],
    ['sizeBytes', { ...valid, sizeBytes: 1.5 }],
    ['sequencer', { ...valid, sequencer: '0055AED6' }],
    ['sequencer', { ...valid, sequencer: '0055aed60' }],
    ['uploadedAt', { ...valid, uploadedAt: '2026-05-01 10:20:30' }],
    ['event', null],
  ])('names the wrong field: %s', (field, event) => {
    expect(() => parseImageObject(event)).toThrow(
      expect.objectContaining({
        name: 'InvalidEventError', // the string that ErrorEquals matches
        message: expect.stringContaining(`\`${field}\``),
      }),
    );
  });
});

describe('toImageId', () => {
  it('is the SHA-256 of bucket and key, each after its length in bytes', () => {
    const expected = createHash('sha256').update('7:uploads9:d\u00e9j\u00e0.jp').digest('hex').slice(0, 32);
    expect(toImageId('uploads', 'd\u00e9j\u00e0.jp')).toBe(expected);
  });

  it('tells apart what only looks alike', () => {
    const ids = [
      toImageId('ab', 'c'),
      toImageId('a', 'bc'),
      toImageId('a', 'b/c'),
      toImageId('a', '\u00e9'), // é as one character
      toImageId('a', 'e\u0301'), // and as two: two keys in S3
      toImageId('a', 'a+b'),
      toImageId('a', 'a b'),
      toImageId('a', 'a%20b'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('toRevision', () => {
  it.each([
    ['version', { versionId: 'another' }],
    ['eTag', { eTag: 'another' }],
    ['sequencer', { sequencer: '1' }],
  ])('changes with the %s', (_, change) => {
    expect(toRevision({ ...valid, ...change })).not.toBe(toRevision(valid));
  });

  it('does not depend on what a redelivered event may say otherwise', () => {
    expect(toRevision({ ...valid, uploadedAt: '2030-01-01T00:00:00Z' } as ImageObject)).toBe(
      toRevision(valid),
    );
  });
});

describe('toExecutionName', () => {
  it('fits what StartExecution allows, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ minLength: 1 }), (key, eTag) => {
        const name = toExecutionName({ ...valid, imageId: toImageId('uploads', key), eTag });
        expect(name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
      }),
    );
  });

  it('leads back to the image', () => {
    expect(toImageIdOfExecution(toExecutionName(valid))).toBe(valid.imageId);
  });
});

describe('toImageIdOfExecution', () => {
  it.each(['', 'by-hand', 'e8f5b0a2-6a41-4d0c-9d3f-0d9a3f1b2c4d', `${valid.imageId}-`])(
    'knows no image for a name that somebody chose: %p',
    (name) => {
      expect(toImageIdOfExecution(name)).toBeUndefined();
    },
  );
});

describe('describeObject', () => {
  it('names the version where there is one', () => {
    expect(describeObject({ bucket: 'uploads', key: 'a b.txt', versionId: '3sL4k' })).toBe(
      's3://uploads/a b.txt (version 3sL4k)',
    );
    expect(describeObject({ bucket: 'uploads', key: 'a b.txt' })).toBe('s3://uploads/a b.txt');
  });
});

/** Right-padding with zeros is S3's own rule. */
function padded(sequencer: string): string {
  return sequencer.padEnd(40, '0');
}

describe('sequencer', () => {
  it('orders without trailing zeros as S3 orders with them', () => {
    const sequencers = fc.stringMatching(/^[0-9a-f]{0,20}[1-9a-f]$/);
    fc.assert(
      fc.property(sequencers, sequencers, (one, other) => {
        expect(one < other).toBe(padded(one) < padded(other));
        expect(one === other).toBe(padded(one) === padded(other));
      }),
    );
  });
});
