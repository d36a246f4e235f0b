// However much a photograph says and shows, its state data stays within what Step Functions hands on. A state that
// exceeds it kills the execution, and no Catch sees it.

import { describe, expect, it } from '@jest/globals';
import { summarizeLabels } from '../../functions/detect-labels/summarize-labels.ts';
import { boundTexts } from '../../functions/extract-metadata/bounds.ts';
import { MAX_KEYWORDS, MAX_KEYWORDS_LENGTH } from '../../functions/shared/metadata.ts';
import { imageRecordSchema } from '../../functions/shared/record.ts';
import { recordInputSchema } from '../../functions/shared/workflow.ts';
import { toRecord } from '../../functions/store-record/to-record.ts';
import { template } from '../template/template.ts';
import { readEvent } from '../unit/functions/events.ts';
import { named, readDefinition, runWorkflow, type Tasks } from './run-workflow.ts';

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html} Bytes of UTF-8. */
const MAX_STATE_BYTES = 262_144;

/** {@link https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html} */
const MAX_ITEM_BYTES = 409_600;

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html} */
const MAX_KEY_BYTES = 1_024;

const definition = readDefinition('statemachine/process-image.asl.json');
const sample = readEvent('store-record').state;
const image = { ...sample.image, key: '漢'.repeat(MAX_KEY_BYTES / 3) };

/** Every text a file can hold, far too long, and as many keywords as are kept, in a script of three bytes a character. */
function garrulous() {
  const text = '漢'.repeat(50_000);
  const keyword = '漢'.repeat(MAX_KEYWORDS_LENGTH / MAX_KEYWORDS);
  const { metadata } = sample.extraction.Payload;
  const warnings: string[] = [];
  const bound = boundTexts(
    {
      ...metadata,
      colorSpace: text,
      colorProfile: text,
      camera: { ...metadata.camera, make: text, model: text, lens: text, software: text },
      description: {
        title: text,
        caption: text,
        creator: text,
        copyright: text,
        keywords: Array.from({ length: MAX_KEYWORDS }, () => keyword),
      },
    },
    warnings,
  );
  return { ...sample.extraction.Payload, metadata: bound, warnings };
}

/** As many labels as the parameter allows, a hundred people under each, and all that Rekognition says of a label. */
function crowd() {
  const person = {
    BoundingBox: { Left: 0.1234, Top: 0.1234, Width: 0.1234, Height: 0.1234 },
    Confidence: 99.99,
  };
  const names = Array.from({ length: 5 }, () => ({ Name: 'A name that is rather long for a label' }));
  const label = {
    Name: 'A name that is rather long for a label',
    Confidence: 99.99,
    Parents: names,
    Categories: names.slice(0, 2),
    Instances: Array.from({ length: 100 }, () => person),
  };
  const Labels = Array.from({ length: template.Parameters.MaxLabels?.MaxValue ?? 0 }, () => label);
  return { ...sample.analysis.labels, items: summarizeLabels({ Labels }) };
}

const tasks: Tasks = {
  ExtractMetadata: garrulous,
  NormalizeImage: () => sample.normalization.Payload,
  DetectLabels: crowd,
  DetectText: () => sample.analysis.text,
  DetectFaces: () => sample.analysis.faces,
  RecognizePeople: () => ({ faces: sample.analysis.faces, people: sample.analysis.people }),
  RecognizeCelebrities: () => sample.analysis.celebrities,
  DetectModerationLabels: () => sample.analysis.moderation,
  DetectCustomLabels: () => sample.analysis.customLabels,
  GenerateThumbnails: () => sample.analysis.thumbnails,
  StoreRecord: () => ({ stored: true }),
};

/** Step Functions cuts a longer one. {@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html} */
const longCause = named('AccessDenied', 'x'.repeat(32_768));

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('the data of a state', () => {
  it.each([
    ['a file that says all it can and shows a crowd', tasks],
    [
      'a feature that fails at length',
      {
        ...tasks,
        GenerateThumbnails: () => {
          throw longCause;
        },
      },
    ],
  ])('stays within its bound: %s', async (_, replaced) => {
    const execution = await runWorkflow(definition, { image }, replaced);

    expect(execution.status).toBe('SUCCEEDED');
    const largest = Math.max(
      ...execution.data.map(bytes),
      ...Object.values(execution.payloads).flat().map(bytes),
    );
    expect(largest).toBeGreaterThan(100_000); // or this proves nothing
    expect(largest).toBeLessThan(MAX_STATE_BYTES);
  });

  it('becomes a record that fits into one item', async () => {
    const { payloads } = await runWorkflow(definition, { image }, tasks);

    const input = recordInputSchema.parse(payloads.StoreRecord?.[0]);
    const record = imageRecordSchema.parse(toRecord(input, '2026-06-21T04:31:12Z'));
    expect(bytes(record)).toBeLessThan(MAX_ITEM_BYTES);
  });
});
