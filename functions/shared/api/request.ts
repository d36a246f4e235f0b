// What a client sent, parsed with the schemas of its route: one problem that names every field that is wrong.

import type { ProblemError } from '@image-workflow/record/api/problem';
import type { ApiRoute } from '@image-workflow/record/api/route';
import type * as z from 'zod';
import { ApiProblem } from './problem.ts';

/** Largest body that is read: a hundred files take a third. Bytes. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Most fields that a problem names. */
const MAX_ERRORS = 20;

/** Of a wrong value, in a message. */
const MAX_FOUND_LENGTH = 80; // characters

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export interface ApiRequest<Route extends ApiRoute> {
  params: Parsed<Route['params']>;
  query: Parsed<Route['query']>;
  body: Parsed<Route['body']>;
}

/** A request as the router has it. */
export interface RawRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  contentType: string | undefined;
  text: () => Promise<string>;
}

/** @throws {ApiProblem} */
export async function parseRequest<Route extends ApiRoute>(
  route: Route,
  raw: RawRequest,
): Promise<ApiRequest<Route>> {
  const errors: ProblemError[] = [];
  const read = (schema: z.ZodType | undefined, where: ProblemError['in'], value: unknown): unknown => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value);
    if (!parsed.success)
      errors.push(...parsed.error.issues.flatMap((issue) => toErrors(where, issue, value)));
    return parsed.data;
  };

  const params = read(route.params, 'path', raw.params);
  const query = read(route.query, 'query', route.query && toQueryObject(route.query, raw.query));
  if (!route.query) errors.push(...[...raw.query.keys()].map((name) => toUnknown('query', name)));
  const body = route.body && read(route.body, 'body', await readJson(raw));
  const [first] = errors;
  if (first) {
    const where = first.in === 'body' ? 'the body' : `the ${first.in}`;
    throw new ApiProblem(
      'invalid-request',
      `Expected ${where} to be what the route takes but ${describe(first)}`,
      {
        errors: errors.slice(0, MAX_ERRORS),
      },
    );
  }
  return { params, query, body } as ApiRequest<Route>;
}

/** Lists where the schema has lists; a single value that is given twice becomes a list too, which the schema refuses. */
function toQueryObject(schema: z.ZodObject, query: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(query.keys())];
  // Own properties, whatever their names: to set `__proto__` would hide it.
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, isList(schema.shape[name]) || values.length > 1 ? values : values[0]];
    }),
  );
}

function isList(schema: unknown): boolean {
  const { type, innerType } =
    ((schema as z.ZodType | undefined)?.def as { type?: string; innerType?: unknown }) ?? {};
  return type === 'array' || (innerType !== undefined && isList(innerType));
}

async function readJson({ contentType, text }: RawRequest): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    const found = contentType ? JSON.stringify(contentType.slice(0, MAX_FOUND_LENGTH)) : 'none';
    throw new ApiProblem(
      'unsupported-media-type',
      `Expected the content type application/json but found ${found}`,
    );
  }
  const body = await text();
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
    throw new ApiProblem(
      'content-too-large',
      `Expected a body of at most ${MAX_BODY_BYTES} bytes but found ${Buffer.byteLength(body)}`,
    );
  }
  try {
    return JSON.parse(body);
  } catch {
    const found = JSON.stringify(body.slice(0, MAX_FOUND_LENGTH));
    throw new ApiProblem('invalid-request', `Expected JSON in the body but found ${found}`, {
      errors: [{ in: 'body', name: '', detail: `Expected JSON but found ${found}` }],
    });
  }
}

function toErrors(where: ProblemError['in'], issue: z.core.$ZodIssue, root: unknown): ProblemError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => toUnknown(where, [...issue.path, key].join('.')));
  }
  const found = issue.path.reduce<unknown>((value, step) => Object(value)[step], root);
  const message = issue.message
    .replace(/^(Invalid \w+: |Too (small|big): )/, '')
    .replace(/, received .*$/, '');
  const expected = /^expected /.test(message) ? message : `expected another value (${message})`;
  const detail = `E${expected.slice(1)} but found ${show(found)}`;
  return [{ in: where, name: issue.path.join('.'), detail }];
}

function show(found: unknown): string {
  if (found === undefined) return 'nothing';
  try {
    return JSON.stringify(found).slice(0, MAX_FOUND_LENGTH);
  } catch {
    return 'something that is nested too deep to be shown';
  }
}

function toUnknown(where: ProblemError['in'], name: string): ProblemError {
  const shown = name.slice(0, MAX_FOUND_LENGTH);
  return {
    in: where,
    name: shown,
    detail: `Expected no ${JSON.stringify(shown)}, which the route does not know, but found one`,
  };
}

function describe({ name, detail }: ProblemError): string {
  return name === '' ? `found a mistake: ${detail}` : `\`${name}\` is wrong: ${detail}`;
}
