import { describe, expect, it } from '@jest/globals';
import { parseObjectCreated } from '../../../../functions/start-workflow/object-created.ts';
import { readEvent } from '../events.ts';

const event = JSON.parse(readEvent('start-workflow').Records[0].body);

function withObject(change: object): string {
  const object = { ...event.detail.object, ...change };
  return JSON.stringify({ ...event, detail: { ...event.detail, object } });
}

describe('parseObjectCreated', () => {
  it('reads the object of the sample event, which is the input of the sample of ExtractMetadata', () => {
    expect(parseObjectCreated(JSON.stringify(event))).toEqual(readEvent('extract-metadata'));
  });

  it.each([
    'a+b %41 é 日本.jpg',
    'deep/er/üñí/photo (1).JPG',
    'a:b',
    '100%.jpg',
    'tab\there',
    '%E6%97%A5.jpg',
  ])('keeps the key byte for byte, because EventBridge does not encode it: %p', (key) => {
    expect(parseObjectCreated(withObject({ key })).key).toBe(key);
  });

  it.each([
    ['0055AED6DCD90281E5', '0055aed6dcd90281e5'],
    ['617f08299329d100', '617f08299329d1'],
    ['A0', 'a'],
  ])('makes sequencers comparable as text: %s', (sequencer, comparable) => {
    expect(parseObjectCreated(withObject({ sequencer })).sequencer).toBe(comparable);
  });

  it('takes the event of a bucket without versions, and of an object of no bytes', () => {
    const image = parseObjectCreated(withObject({ 'version-id': undefined, size: 0 }));
    expect(image.versionId).toBeUndefined();
    expect(image.sizeBytes).toBe(0);
  });

  it('takes a time with milliseconds and ignores fields that S3 may add', () => {
    const later = { ...event, time: '2026-11-22T10:29:21.123Z', tomorrow: true };
    expect(parseObjectCreated(JSON.stringify(later)).uploadedAt).toBe('2026-11-22T10:29:21.123Z');
  });

  const notification = {
    Records: [
      { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { object: { key: 'red+flower.jpg' } } },
    ],
  };
  it.each([
    ['s3:TestEvent', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'uploads' }],
    ['a direct notification, ObjectCreated:Put from aws:s3', notification],
    ['"Object Deleted" from aws.s3', { ...event, 'detail-type': 'Object Deleted' }],
    ['"Object Created" from someone.else', { ...event, source: 'someone.else' }],
  ])('names what was found instead: %s', (found, body) => {
    expect(() => parseObjectCreated(JSON.stringify(body))).toThrow(
      expect.objectContaining({
        name: 'InvalidEventError',
        message: expect.stringContaining(
          `Expected an S3 "Object Created" event from EventBridge but found ${found}`,
        ),
      }),
    );
  });

  it.each(['', 'not JSON', '{"source":'])('names a body that is no JSON: %p', (body) => {
    expect(() => parseObjectCreated(body)).toThrow(`but found no JSON: ${JSON.stringify(body)}`);
  });

  it.each([
    ['detail.object.key', withObject({ key: '' })],
    ['detail.object.size', withObject({ size: '12' })],
    ['detail.object.sequencer', withObject({ sequencer: undefined })],
    ['detail.object.sequencer', withObject({ sequencer: 'xyz' })],
    ['sequencer', withObject({ sequencer: '000' })],
    ['detail', JSON.stringify({ ...event, detail: undefined })],
    ['source', '{}'],
    ['event', '[]'],
    ['event', 'null'],
  ])('names the wrong field: %s', (field, body) => {
    expect(() => parseObjectCreated(body)).toThrow(
      expect.objectContaining({
        name: 'InvalidEventError',
        message: expect.stringContaining(`\`${field}\``),
      }),
    );
  });
});
