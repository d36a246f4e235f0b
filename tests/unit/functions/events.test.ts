import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseImageObject, toExecutionName } from '../../../functions/shared/image-object.ts';
import { analysisKey, previewKey, thumbnailKey } from '../../../functions/shared/result-keys.ts';
import {
  analysisInputSchema,
  normalizationInputSchema,
  recordInputSchema,
} from '../../../functions/shared/workflow.ts';
import { readEvent } from './events.ts';

const image = parseImageObject(readEvent('extract-metadata'));
const stored = readEvent('store-record');

/** What a branch begins with; RecognizePeople comes second. */
const BRANCHES = [
  'detect-text',
  'detect-faces',
  'recognize-celebrities',
  'detect-moderation-labels',
  'detect-custom-labels',
  'generate-thumbnails',
];

/** As DetectFaces found them. */
function withoutNames(faces: unknown): unknown {
  const names = ['personId', 'name', 'similarity'];
  return JSON.parse(JSON.stringify(faces), (key, value) => (names.includes(key) ? undefined : value));
}

describe('events/', () => {
  it('has one event for each function', () => {
    const functions = readdirSync('functions', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
      .map((entry) => `${entry.name}.json`);
    const events = readdirSync('events').filter((file) => file.endsWith('.json'));
    expect(events.sort()).toEqual(functions.sort());
  });

  it('follows one photograph through the workflow', () => {
    const normalization = normalizationInputSchema.parse(readEvent('normalize-image'));
    const input = analysisInputSchema.parse(readEvent('detect-labels'));
    const { state } = recordInputSchema.parse(stored);

    const { metadata, picture } = stored.state.extraction.Payload;
    expect(normalization).toEqual({ image, metadata, picture });
    expect(input).toEqual({
      image,
      preview: stored.state.normalization.Payload.preview,
      features: stored.state.extraction.Payload.features,
    });
    for (const branch of BRANCHES) expect(readEvent(branch)).toEqual(input);
    expect(readEvent('recognize-people')).toEqual({ ...input, faces: withoutNames(state.analysis?.faces) });
    expect(state.image).toEqual(image);
    expect(readEvent('record-failure').state.image).toEqual(image);
    expect(JSON.parse(readEvent('close-execution').detail.input)).toEqual({ image });
  });

  it('has the keys and names that the functions make', () => {
    const { thumbnails, ...found } = stored.state.analysis;
    expect(stored.state.normalization.Payload.preview.key).toBe(previewKey(image));
    for (const [feature, { raw }] of Object.entries<{ raw?: string }>(found)) {
      if (raw) expect(raw).toBe(analysisKey(image, feature));
    }
    expect(thumbnails.items[0].key).toBe(thumbnailKey(image, 256));
    for (const arn of [stored.execution.arn, readEvent('close-execution').detail.executionArn]) {
      expect(arn.split(':').at(-1)).toBe(toExecutionName(image));
    }
  });

  it('has the message as SQS would deliver it', () => {
    const { body, md5OfBody } = readEvent('start-workflow').Records[0];
    expect(md5OfBody).toBe(createHash('md5').update(body).digest('hex'));
  });
});
