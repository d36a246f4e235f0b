// One way to turn unknown input into a typed value, with one sentence for every mistake.
//
// Import zod as a namespace, `import * as z`: its export `z` brings 300 KB of translations into every bundle.

import type { z } from 'zod';
import { InvalidEventError } from './errors.ts';

/**
 * Parses `value` with `schema`, or says in one sentence which field is wrong and why.
 *
 * @param schema - What is expected.
 * @param what - The thing's name with its article, as it reads after "Expected": `an image object`.
 * @throws {InvalidEventError} `Expected an image object but `sizeBytes` is wrong: …`
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;

  const issue = parsed.error.issues[0];
  const field = issue?.path.length ? issue.path.join('.') : 'event';
  throw new InvalidEventError(`Expected ${what} but \`${field}\` is wrong: ${issue?.message ?? 'unknown'}`, {
    cause: parsed.error,
  });
}
