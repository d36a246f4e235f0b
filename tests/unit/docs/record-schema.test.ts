import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RECORD_SCHEMA, toRecordSchema } from '../../../docs/record-schema.ts';

const schema = JSON.parse(toRecordSchema());

describe('docs/record.schema.json', () => {
  it('is what `npm run schema` writes', () => {
    expect(readFileSync(RECORD_SCHEMA, 'utf8')).toBe(toRecordSchema());
  });

  it('requires what every record has from intake on, and nothing else', () => {
    expect(schema.required).toEqual(['imageId', 'schemaVersion', 'status', 'source', 'execution']);
  });

  it('lets a reader meet fields that it does not know', () => {
    expect(toRecordSchema()).not.toContain('additionalProperties');
  });
});
