import { describe, expect, it } from '@jest/globals';
import { toNextRun } from '../../../../functions/shared/next-run.ts';
import {
  decide,
  type KnownItem,
  type ListedObject,
  LOWEST_SEQUENCER,
} from '../../../../functions/take-in-objects/decide.ts';

const object: ListedObject = { key: '2026/a.jpg', eTag: 'e1', sizeBytes: 1_000 };
/** Of {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html} */
const SEQUENCER = '00617F08299329D189'.toLowerCase();

function recordOf(status: KnownItem['status'], eTag = 'e1'): KnownItem {
  const source = { bucket: 'uploads', key: object.key, eTag, sequencer: SEQUENCER };
  return { imageId: '1', status, source } as unknown as KnownItem;
}

const again = { action: 'send', sequencer: toNextRun({ sequencer: SEQUENCER }).sequencer };

describe('an object without a record', () => {
  it('is sent with a sequencer below every one that S3 gives', () => {
    expect(decide(object, undefined, false)).toEqual({ action: 'send', sequencer: LOWEST_SEQUENCER });
    expect(LOWEST_SEQUENCER < SEQUENCER).toBe(true);
    expect(toNextRun({ sequencer: LOWEST_SEQUENCER }).sequencer < SEQUENCER).toBe(true);
  });

  it.each(['GLACIER', 'DEEP_ARCHIVE'])('is refused where it cannot be read: %s', (storageClass) => {
    expect(decide({ ...object, storageClass }, undefined, false)).toEqual({
      action: 'refused',
      reason: `archived as ${storageClass}: restore it, and copy it to STANDARD`,
    });
  });

  it('is refused where it is a folder; a file of no bytes is none, and gets its record', () => {
    expect(decide({ ...object, key: '2026/', sizeBytes: 0 }, undefined, true).action).toBe('refused');
    expect(decide({ ...object, sizeBytes: 0 }, undefined, false).action).toBe('send');
  });
});

describe('an object with a record', () => {
  it.each(['SUCCEEDED', 'PARTIAL', 'UNSUPPORTED', 'FAILED'] as const)(
    'is known, and run again only where everything is: %s',
    (status) => {
      expect(decide(object, recordOf(status), false)).toEqual({ action: 'known' });
      expect(decide(object, recordOf(status), true)).toEqual(again);
    },
  );

  it('is left alone while it is at work', () => {
    expect(decide(object, recordOf('PROCESSING'), true)).toEqual({ action: 'known' });
  });

  it.each([
    ['another version than the record tells of', recordOf('SUCCEEDED', 'e0')],
    ['another version than the one at work', recordOf('PROCESSING', 'e0')],
    ['there again, though it was deleted', recordOf('DELETED')],
  ])('is sent after what is known where it is %s', (_, item) => {
    expect(decide(object, item, false)).toEqual(again);
  });
});
