// However much a photograph says and shows, its state data stays within what Step Functions hands on. A state that
// exceeds it kills the execution, and no Catch sees it.

import type { FaceDetail } from '@aws-sdk/client-rekognition';
import { imageRecordSchema } from '@image-workflow/record';
import { MAX_KEYWORDS, MAX_KEYWORDS_LENGTH } from '@image-workflow/record/metadata';
import { describe, expect, it } from '@jest/globals';
import { summarizeCustomLabels } from '../../functions/detect-custom-labels/summarize-custom-labels.ts';
import { summarizeFaces } from '../../functions/detect-faces/summarize-faces.ts';
import { summarizeLabels } from '../../functions/detect-labels/summarize-labels.ts';
import { summarizeModeration } from '../../functions/detect-moderation-labels/summarize-moderation.ts';
import { summarizeText } from '../../functions/detect-text/summarize-text.ts';
import { boundTexts } from '../../functions/extract-metadata/bounds.ts';
import { summarizeCelebrities } from '../../functions/recognize-celebrities/summarize-celebrities.ts';
import { boundItems } from '../../functions/shared/bound-items.ts';
import { MAX_NAME_LENGTH as MAX_PERSON_NAME_LENGTH } from '../../functions/shared/people/people-table.ts';
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

const box = { Left: 0.1234, Top: 0.1234, Width: 0.1234, Height: 0.1234 };
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

/** What Rekognition answers for a crowd: so many of everything. */
function crowd({ count, name, people }: { count: number; name: string; people: number }) {
  const { labels, text, moderation, celebrities, customLabels } = sample.analysis;
  const names = times(5, { Name: 'A name that is rather long for a label' });
  const label = {
    Name: 'A name that is rather long for a label',
    Confidence: 99.99,
    Parents: names,
    Categories: names.slice(0, 2),
    Instances: times(100, { BoundingBox: box, Confidence: 99.99 }),
  };
  const face: FaceDetail = {
    BoundingBox: box,
    Confidence: 99.99,
    AgeRange: { Low: 21, High: 29 },
    Gender: { Value: 'Female', Confidence: 99.99 },
    Smile: { Value: false, Confidence: 99.99 },
    Emotions: times(8, { Type: 'SURPRISED', Confidence: 99.99 }),
    Pose: { Roll: -179.9, Yaw: -179.9, Pitch: -179.9 },
    Quality: { Brightness: 99.99, Sharpness: 99.99 },
  };
  const found = summarizeFaces({ FaceDetails: times(count, face) });
  const person = { personId: 'somebody-with-a-rather-long-name-0123abcd', name, similarity: 99.99 };
  const known = found.slice(0, people).map(({ boundingBox }) => ({ ...person, boundingBox }));
  const named = found.map((one, at) => (at < people ? { ...one, ...person } : one));
  const detected = (Type: 'LINE' | 'WORD') => ({
    DetectedText: Type === 'LINE' ? `${name} ${name}` : name,
    Type,
    Confidence: 99.99,
    Geometry: { BoundingBox: box },
  });
  const celebrity = {
    Name: name,
    Id: '0123abcd',
    MatchConfidence: 99.99,
    Urls: times(3, 'www.wikidata.org/wiki/Q1234567'),
    Face: { BoundingBox: box },
  };
  const custom = { Name: name, Confidence: 99.99, Geometry: { BoundingBox: box } };
  const flag = { Name: name, ParentName: name, Confidence: 99.99, TaxonomyLevel: 3 };
  return {
    DetectLabels: () => ({ ...labels, items: summarizeLabels({ Labels: times(count, label) }) }),
    DetectText: () => ({
      ...text,
      items: summarizeText({
        TextDetections: [...times(count, detected('LINE')), ...times(count, detected('WORD'))],
      }),
    }),
    DetectFaces: () => ({ ...sample.analysis.faces, items: found }),
    RecognizePeople: () => ({
      faces: { ...sample.analysis.faces, items: boundItems('faces', named) },
      people: { ...sample.analysis.people, items: boundItems('people', known) },
    }),
    RecognizeCelebrities: () => ({
      ...celebrities,
      ...summarizeCelebrities({ CelebrityFaces: times(count, celebrity) }),
    }),
    DetectModerationLabels: () => ({
      ...moderation,
      ...summarizeModeration({ ModerationLabels: times(count, flag) }, 60),
    }),
    DetectCustomLabels: () => ({
      ...customLabels,
      status: 'SUCCEEDED',
      projectVersionArn: 'arn:aws:rekognition:us-east-1:111122223333:project/logos/version/1/1',
      items: summarizeCustomLabels({ CustomLabels: times(count, custom) }),
      raw: labels.raw,
    }),
    GenerateThumbnails: () => ({
      ...sample.analysis.thumbnails,
      items: times(8, sample.analysis.thumbnails.items[2]),
    }),
  } satisfies Tasks;
}

/** A photograph of a hundred people with a hundred words, ten of them known. */
const photograph: Tasks = {
  ExtractMetadata: () => sample.extraction.Payload,
  NormalizeImage: () => sample.normalization.Payload,
  ...crowd({ count: 100, name: 'Ada Lovelace', people: 10 }),
  StoreRecord: () => ({ stored: true }),
};

/** More of everything than Rekognition gives, all of them known by long names in a script of three bytes a character. */
const everything: Tasks = {
  ...photograph,
  ExtractMetadata: garrulous,
  ...crowd({ count: 1_000, name: '漢'.repeat(MAX_PERSON_NAME_LENGTH), people: 1_000 }),
  DetectLabels: crowd({ count: template.Parameters.MaxLabels?.MaxValue ?? 0, name: 'x', people: 0 })
    .DetectLabels,
};

/** Step Functions cuts a longer one. {@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html} */
const longCause = named('AccessDenied', 'x'.repeat(32_768));

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** What the functions themselves throw, with a stack of ten calls, is far shorter. */
const ordinaryCause = named('AccessDeniedException', 'x'.repeat(5_000));

const failing = (states: string[], error: Error): Tasks =>
  Object.fromEntries(
    states.map((state) => [
      state,
      () => {
        throw error;
      },
    ]),
  );

async function largestOf(tasks: Tasks): Promise<number> {
  const execution = await runWorkflow(definition, { image }, tasks);
  expect(execution.status).toBe('SUCCEEDED');
  return Math.max(...[...execution.data, ...Object.values(execution.payloads).flat()].map(bytes));
}

describe('the data of a state', () => {
  it('has room to spare when it shows a hundred faces, words and labels', async () => {
    const largest = await largestOf(photograph);

    expect(largest).toBeGreaterThan(50_000); // or this proves nothing
    expect(largest).toBeLessThan(0.65 * MAX_STATE_BYTES);
  });

  it.each([
    ['a file that says all it can and shows more than anybody can see', everything],
    [
      'beside it, a feature that fails at length',
      { ...everything, ...failing(['GenerateThumbnails'], longCause) },
    ],
    [
      'all features failing',
      {
        ...everything,
        ...failing(
          Object.keys(everything).filter((state) => /^(Detect|Recognize|Generate)/.test(state)),
          ordinaryCause,
        ),
      },
    ],
  ])('stays within its bound: %s', async (_, tasks) => {
    expect(await largestOf(tasks)).toBeLessThan(MAX_STATE_BYTES);
  });

  it('comes close to its bound there, so that nothing is left out without need', async () => {
    expect(await largestOf(everything)).toBeGreaterThan(0.75 * MAX_STATE_BYTES);
  });

  it('becomes a record that fits into one item', async () => {
    const { payloads } = await runWorkflow(definition, { image }, everything);

    const input = recordInputSchema.parse(payloads.StoreRecord?.[0]);
    const record = imageRecordSchema.parse(toRecord(input, '2026-06-21T04:31:12Z'));
    expect(bytes(record)).toBeLessThan(MAX_ITEM_BYTES);
  });
});
