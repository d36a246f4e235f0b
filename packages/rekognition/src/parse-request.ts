// A request's JSON against the operation's schema, with the sentence the service answers to a wrong member.

import type { z } from 'zod';
import { invalidParameter } from './errors.ts';

/** @throws {RekognitionError} InvalidParameterException that names the member, its value and the constraint. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;

  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  const member = issue.path.map((name) => lowerFirst(String(name))).join('.') || 'request';
  const found = issue.input === undefined ? 'null' : `'${toShortText(issue.input)}'`;
  throw invalidParameter(
    `1 validation error detected: Value ${found} at '${member}' failed to satisfy constraint: ${toConstraint(issue)}`,
  );
}

/** The service's own words where it has some, zod's where not. */
function toConstraint(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined) return 'Member must not be null';
  if (issue.code === 'invalid_value')
    return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  if (issue.code === 'invalid_format' && issue.format === 'regex') {
    return `Member must satisfy regular expression pattern: ${issue.pattern?.replace(/^\/\^?|\$?\/\w*$/g, '')}`;
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    const quantity = issue.origin === 'string' || issue.origin === 'array' ? 'length' : 'value';
    const bound =
      issue.code === 'too_big'
        ? `less than or equal to ${issue.maximum}`
        : `greater than or equal to ${issue.minimum}`;
    return `Member must have ${quantity} ${bound}`;
  }
  return issue.message;
}

function toShortText(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
