import type { ImageRecord } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { PendingUploads } from '../../../../local/intake/pending-uploads.ts';

const upload = { key: 'a.jpg', imageId: 'a', versionId: 'v2', startedAt: new Date('2026-06-21T10:00:00Z') };

function recordOf(versionId: string, uploadedAt: string): ImageRecord {
  return {
    imageId: 'a',
    schemaVersion: 1,
    status: 'SUCCEEDED',
    source: {
      bucket: 'uploads',
      key: 'a.jpg',
      versionId,
      eTag: 'e',
      sizeBytes: 1,
      sequencer: '1',
      uploadedAt,
    },
    execution: { arn: 'arn' },
  };
}

describe('PendingUploads', () => {
  it('waits for the record of the very version', () => {
    const pending = new PendingUploads();
    pending.add(upload);

    pending.finish(recordOf('v1', '2026-06-21T09:59:00Z'));
    expect(pending.count).toBe(1);

    pending.finish(recordOf('v2', '2026-06-21T09:59:59Z')); // S3's clock may be behind
    expect(pending.count).toBe(0);
  });

  it('is content with the record of a newer version', () => {
    const pending = new PendingUploads();
    pending.add(upload);

    pending.finish(recordOf('v3', '2026-06-21T10:00:01Z'));

    expect(pending.count).toBe(0);
  });

  it('does not wait for a record that was quicker than the answer to the upload', () => {
    const pending = new PendingUploads();
    pending.finish(recordOf('v2', '2026-06-21T10:00:01Z'));

    pending.add(upload);

    expect(pending.count).toBe(0);
  });

  it('names what will never have a record', () => {
    const pending = new PendingUploads();
    pending.add(upload);

    pending.lose('a', 'no execution could be started');

    expect(pending.count).toBe(0);
    expect(pending.lost).toEqual(['a.jpg (no execution could be started)']);
  });
});
