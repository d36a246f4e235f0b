import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { recordInputSchema } from '../../functions/shared/workflow.ts';
import { toRecord } from '../../functions/store-record/to-record.ts';
import { readEvent } from './functions/events.ts';

const record = toRecord(recordInputSchema.parse(readEvent('store-record')), '2026-06-21T04:31:12.000Z');
const labels = record.analysis?.labels;

function wrongFields(change: object): string[] {
  const parsed = imageRecordSchema.safeParse({ ...record, ...change });
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
}

describe('imageRecordSchema', () => {
  it('takes a record with everything, and one with nothing but its source', () => {
    const opened: ImageRecord = {
      imageId: record.imageId,
      schemaVersion: 1,
      status: 'PROCESSING',
      source: { ...record.source, versionId: undefined },
      execution: { arn: record.execution.arn },
    };
    expect(imageRecordSchema.parse(record)).toEqual(record);
    expect(imageRecordSchema.parse(opened)).toEqual(opened);
  });

  it.each([
    ['schemaVersion', { schemaVersion: 2 }],
    ['status', { status: 'DONE' }],
    ['metadata', { metadata: null }],
    [
      'metadata.location.latitude',
      { metadata: { ...record.metadata, location: { latitude: 90.5, longitude: 0 } } },
    ],
    ['metadata.width', { metadata: { ...record.metadata, width: Number.NaN } }],
    ['metadata.description.title', { metadata: { ...record.metadata, description: { title: '' } } }],
    ['preview.width', { preview: { ...record.preview, width: 0 } }],
    ['reason', { reason: '' }],
    ['error.name', { error: { name: '', message: 'x' } }],
  ])('refuses nulls, NaN, empty text and what is out of range: %s', (field, change) => {
    expect(wrongFields(change)).toContain(field);
  });

  it('refuses a box that reaches past the picture', () => {
    const boundingBox = { left: -0.1, top: 0, width: 1, height: 1 };
    const items = [
      {
        name: 'Dog',
        confidence: 99,
        parents: [],
        categories: [],
        instances: [{ boundingBox, confidence: 99 }],
      },
    ];
    const analysis = { ...record.analysis, labels: { ...labels, items } };
    expect(wrongFields({ analysis })).toEqual(['analysis.labels.items.0.instances.0.boundingBox.left']);
  });

  it.each([
    ['SUCCEEDED', { status: 'SUCCEEDED', items: [], raw: 'analysis/a/b/labels.json' }],
    ['SKIPPED', { status: 'SKIPPED', reason: 'switched off' }],
    ['FAILED', { status: 'FAILED', error: { name: 'ThrottlingException', message: 'Rate exceeded' } }],
  ])('takes a slot that %s', (_, slot) => {
    expect(wrongFields({ analysis: { ...record.analysis, labels: slot } })).toEqual([]);
  });

  it('refuses a slot that succeeded without its result', () => {
    expect(wrongFields({ analysis: { ...record.analysis, labels: { status: 'SUCCEEDED' } } })).toEqual([
      'analysis.labels.items',
      'analysis.labels.raw',
    ]);
  });
});
