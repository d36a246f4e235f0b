// What every route answers when it cannot do what was asked: RFC 9457.

import * as z from 'zod';

/** Media type of every answer whose status is 400 or more. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * Why a request was refused, for programs to tell apart. As `type` of a problem it reads
 * `urn:image-workflow:problem:<kind>`.
 *
 * | kind | status | |
 * |---|---|---|
 * | `invalid-request` | 400 | a parameter or the body is not what the route takes; `errors` says which and why |
 * | `invalid-cursor` | 400 | the cursor was changed, or belongs to another query |
 * | `unauthorized` | 401 | no token, or one that does not hold (answered by API Gateway) |
 * | `forbidden` | 403 | for the group `admins` alone |
 * | `not-found` | 404 | there is no such thing, or it is another owner's |
 * | `method-not-allowed` | 405 | the path exists, the method does not |
 * | `conflict` | 409 | what is there does not allow it (a photograph that is deleted, a key that exists) |
 * | `content-too-large` | 413 | the body is larger than the route reads |
 * | `unsupported-media-type` | 415 | the body is not `application/json` |
 * | `too-many-requests` | 429 | ask again after `Retry-After` seconds |
 * | `internal-error` | 500 | a bug or an outage; the request id finds it in the logs |
 * | `unavailable` | 503 | a service behind the API is throttled; ask again after `Retry-After` seconds |
 */
export const PROBLEM_KINDS = [
  'invalid-request',
  'invalid-cursor',
  'unauthorized',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'conflict',
  'content-too-large',
  'unsupported-media-type',
  'too-many-requests',
  'internal-error',
  'unavailable',
] as const;

export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** One parameter or field that is wrong. */
export const problemErrorSchema = z.object({
  in: z.enum(['path', 'query', 'header', 'body']),
  /** `limit`, `files.0.sizeBytes`; empty for the body as a whole. */
  name: z.string(),
  /** What was expected and what was found, in one sentence. */
  detail: z.string().min(1),
});

/** {@link https://www.rfc-editor.org/rfc/rfc9457} */
export const problemSchema = z.object({
  type: z.enum(PROBLEM_KINDS.map((kind) => `urn:image-workflow:problem:${kind}` as const)),
  /** The same for every problem of its kind. */
  title: z.string().min(1),
  status: z.int().min(400).max(599),
  /** What was expected and what was found, in one sentence. */
  detail: z.string().min(1),
  /** The path that was asked for. */
  instance: z.string().min(1),
  /** As in the header `x-request-id` and in every line of the log. */
  requestId: z.string().min(1),
  errors: z.array(problemErrorSchema).optional(),
});

export type Problem = z.infer<typeof problemSchema>;
export type ProblemError = z.infer<typeof problemErrorSchema>;
