import { imageRecordSchema } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import {
  type Extraction,
  type Normalization,
  type RecordInput,
  recordInputSchema,
} from '../../../../functions/shared/workflow.ts';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { readEvent } from '../events.ts';

const finishedAt = '2026-06-21T04:31:12.000Z';
const { execution, state } = recordInputSchema.parse(readEvent('store-record'));
const { image, extraction, normalization, analysis = {} as never } = state;
const metadata = extraction?.Payload.supported ? extraction.Payload.metadata : undefined;

const recordOf = (changed: Partial<RecordInput['state']>) =>
  toRecord({ execution, state: { image, ...changed } }, finishedAt);

describe('toRecord', () => {
  it('joins everything the states found', () => {
    const record = toRecord({ execution, state }, finishedAt);

    const { imageId, ...source } = image;
    expect(record).toEqual({
      imageId,
      schemaVersion: 1,
      status: 'SUCCEEDED',
      source,
      execution: { ...execution, finishedAt },
      metadata,
      preview: readEvent('detect-labels').preview,
      analysis,
    });
    expect(imageRecordSchema.parse(record)).toEqual(record);
  });

  it('has the hash of the bytes that were read, else the one that the upload stated', () => {
    const [read, stated] = ['aa'.repeat(32), 'bb'.repeat(32)];
    const hashOf = (normalized?: string, extracted?: string) =>
      recordOf({
        extraction: { Payload: { ...extraction?.Payload, sha256: extracted } as Extraction },
        normalization: { Payload: { ...normalization?.Payload, sha256: normalized } as Normalization },
        analysis,
      }).source.sha256;

    expect([hashOf(read, stated), hashOf(undefined, stated), hashOf()]).toEqual([read, stated, undefined]);
  });

  it('is UNSUPPORTED with the reason where the file is no image', () => {
    const reason = 'Expected an image but found text/plain';
    const record = recordOf({ extraction: { Payload: { supported: false, reason } } });
    expect(record).toMatchObject({ status: 'UNSUPPORTED', reason });
    expect(record.metadata).toBeUndefined();
  });

  it('is UNSUPPORTED but keeps the metadata where only the decoder refused the file', () => {
    const reason = 'Expected a whole JPEG but found its first half';
    const record = recordOf({ extraction, normalization: { Payload: { supported: false, reason } } });
    expect(record).toMatchObject({ status: 'UNSUPPORTED', reason, metadata });
  });

  it('is PARTIAL where a branch failed for good, with the error in its slot and the other slot whole', () => {
    const record = recordOf({
      extraction,
      normalization,
      analysis: {
        ...analysis,
        labels: {
          status: 'FAILED',
          error: {
            Error: 'ThrottlingException',
            Cause: '{"errorType":"ThrottlingException","errorMessage":"Rate exceeded","trace":["at x"]}',
          },
        },
      },
    });

    expect(record.status).toBe('PARTIAL');
    expect(record.analysis).toEqual({
      ...analysis,
      labels: {
        status: 'FAILED',
        error: { name: 'ThrottlingException', message: 'Rate exceeded', state: 'DetectLabels' },
      },
    });
  });

  it('is PARTIAL where faces had no turn to be searched', () => {
    const people = { status: 'SUCCEEDED' as const, items: [], searchedFaces: 1, unsearchedFaces: 2 };
    const record = recordOf({ extraction, normalization, analysis: { ...analysis, people } });

    expect(record).toMatchObject({ status: 'PARTIAL', analysis: { people: { unsearchedFaces: 2 } } });
  });

  it('names the state of each failed branch', () => {
    const failed = { status: 'FAILED' as const, error: { Error: 'States.Timeout' } };
    const slots = Object.keys(analysis).map((slot) => [slot, failed]);
    const record = recordOf({ extraction, normalization, analysis: Object.fromEntries(slots) });
    expect(record.analysis).toMatchObject({
      labels: { error: { state: 'DetectLabels' } },
      text: { error: { state: 'DetectText' } },
      faces: { error: { state: 'DetectFaces' } },
      people: { error: { state: 'RecognizePeople' } },
      celebrities: { error: { state: 'RecognizeCelebrities' } },
      moderation: { error: { state: 'DetectModerationLabels' } },
      customLabels: { error: { state: 'DetectCustomLabels' } },
      thumbnails: { error: { state: 'GenerateThumbnails' } },
    });
  });

  it('is SUCCEEDED where a feature was skipped', () => {
    const labels = { status: 'SKIPPED' as const, reason: 'switched off' };
    const record = recordOf({ extraction, normalization, analysis: { ...analysis, labels } });
    expect(record).toMatchObject({ status: 'SUCCEEDED', analysis: { labels } });
  });

  it('holds the warnings of both states once each, and none where there are none', () => {
    const record = recordOf({
      extraction: {
        Payload: { ...extraction?.Payload, warnings: ['cut off', 'too many keywords'] } as never,
      },
      normalization: { Payload: { ...normalization?.Payload, warnings: ['cut off', 'grey below'] } as never },
      analysis,
    });
    expect(record.warnings).toEqual(['cut off', 'too many keywords', 'grey below']);
    expect(recordOf({ extraction, normalization, analysis }).warnings).toBeUndefined();
  });

  it('says what decoding showed where the header said otherwise', () => {
    const corrections = { width: 300, height: 200, hasAlpha: true };
    const corrected = { Payload: { ...normalization?.Payload, corrections } as never };

    expect(recordOf({ extraction, normalization: corrected, analysis }).metadata).toEqual({
      ...metadata,
      ...corrections,
    });
  });

  it('refuses a state that went past the analysis without a reason', () => {
    expect(() => recordOf({ extraction, normalization })).toThrow(
      expect.objectContaining({ name: 'InvalidEventError' }),
    );
  });
});
