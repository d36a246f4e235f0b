import type { ImageRecord } from '@image-workflow/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  parseImageObject,
  toExecutionName,
  toImageId,
  toRevision,
} from '../../../functions/shared/image-object.ts';
import { previewKey } from '../../../functions/shared/result-keys.ts';
import {
  analysisInputSchema,
  normalizationInputSchema,
  recordInputSchema,
} from '../../../functions/shared/workflow.ts';
import { parseObjectCreated } from '../../../functions/start-workflow/object-created.ts';
import { toRecord } from '../../../functions/store-record/to-record.ts';
import { readSampleEvents, toEventsOf } from '../../../stack/sample-events.ts';

let samples: Map<string, unknown>;
let sample: ImageRecord;
let record: ImageRecord;
let events: Map<string, unknown>;

beforeAll(async () => {
  samples = await readSampleEvents();
  sample = toRecord(recordInputSchema.parse(samples.get('store-record')), '2026-06-21T04:31:12.000Z');
  const source = {
    bucket: 'uploads-1',
    key: 'dog.jpg',
    versionId: 'v2',
    eTag: 'e2',
    sizeBytes: 7,
    sequencer: '0abc',
    uploadedAt: '2026-11-26T06:00:00.000Z',
  };
  const image = { imageId: toImageId('uploads-1', 'dog.jpg'), ...source };
  record = {
    ...sample,
    imageId: image.imageId,
    source,
    execution: {
      arn: `arn:aws:states:us-east-1:000000000000:execution:process-1:${toExecutionName(image)}`,
      startedAt: '2026-11-26T06:00:01.000Z',
    },
    preview: { key: previewKey(image), width: 20, height: 10, sizeBytes: 5 },
    analysis: JSON.parse(
      JSON.stringify(sample.analysis).replaceAll(
        `${sample.imageId}/${toRevision(sample.source)}`,
        `${image.imageId}/${toRevision(image)}`,
      ),
    ),
  };
  events = toEventsOf(record, samples);
});

describe('toEventsOf', () => {
  it('gives every function its event, in which nothing of the sample photograph is left', () => {
    expect([...events.keys()]).toEqual([...samples.keys()]);
    const { key, bucket, eTag } = sample.source;
    for (const [name, event] of events) {
      const text = JSON.stringify(event);
      for (const left of [sample.imageId, toRevision(sample.source), key, bucket, eTag, 'Ab1Cd2Ef3Gh4']) {
        expect({ name, left, isThere: text.includes(left) }).toEqual({ name, left, isThere: false });
      }
    }
  });

  it('tells the states of the photograph that the record is of', () => {
    const image = parseImageObject(events.get('extract-metadata'));
    const input = analysisInputSchema.parse(events.get('detect-labels'));

    expect(image).toEqual({ imageId: record.imageId, ...record.source });
    expect(normalizationInputSchema.parse(events.get('normalize-image')).image).toEqual(image);
    expect(input).toMatchObject({ image, preview: record.preview });
    const { Records } = events.get('start-workflow') as { Records: [{ body: string }] };
    expect(parseObjectCreated(Records[0].body)).toMatchObject({
      imageId: image.imageId,
      sequencer: image.sequencer,
    });
    expect(recordInputSchema.parse(events.get('store-record'))).toMatchObject({
      execution: record.execution,
      state: { image },
    });
  });
});
