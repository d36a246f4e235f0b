// Writes docs/record.schema.json, the record as JSON Schema, from the one zod schema that the functions use.
//
//   npm run schema

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { imageRecordSchema } from '@image-workflow/record';
import * as z from 'zod';

export const RECORD_SCHEMA = fileURLToPath(new URL('record.schema.json', import.meta.url));

/** JSON Schema 2020-12. It lets further fields pass, as a reader should: a new feature brings a new slot. */
export function toRecordSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(imageRecordSchema, {
    io: 'input', // unlike 'output' without "additionalProperties": false
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern; // 300 characters that say the same
    },
  });
  return `${JSON.stringify({ $schema, title: 'The record of one photograph', ...schema }, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(RECORD_SCHEMA, toRecordSchema());
