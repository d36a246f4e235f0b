// How a request is refused: one error class, whose kind decides the status, answered as RFC 9457 problem details.

import type { Problem, ProblemError, ProblemKind } from '@image-workflow/record/api/problem';

const PROBLEMS: Record<ProblemKind, { status: number; title: string }> = {
  'invalid-request': { status: 400, title: 'The request is not what the route takes' },
  'invalid-cursor': { status: 400, title: 'The cursor belongs to another query' },
  unauthorized: { status: 401, title: 'A token is needed' },
  forbidden: { status: 403, title: 'For administrators alone' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The path has no such method' },
  conflict: { status: 409, title: 'What is there does not allow it' },
  'content-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'A service behind the API does not keep up' },
};

/** Thrown anywhere in a route; its message is what the client reads, so it names nothing of the inside. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly kind: ProblemKind;
  readonly errors: ProblemError[] | undefined;
  readonly headers: Record<string, string>;

  /** @param message - What was expected and what was found, in one sentence. */
  constructor(
    kind: ProblemKind,
    message: string,
    { errors, headers = {} }: { errors?: ProblemError[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.kind = kind;
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return PROBLEMS[this.kind].status;
  }
}

/** @param instance - The path that was asked for. */
export function toProblem(problem: ApiProblem, instance: string, requestId: string): Problem {
  return {
    type: `urn:image-workflow:problem:${problem.kind}`,
    ...PROBLEMS[problem.kind],
    detail: problem.message,
    instance,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  };
}

/** Seconds after which it is worth to ask again. */
const RETRY_AFTER_SECONDS = '2';

/** The AWS SDK's names for "not now", after its own retries. */
const THROTTLED =
  /Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|SlowDown|Timeout|ServiceUnavailable|InternalServerError/;

/** Whether a service behind the API does not keep up, after the SDK's own retries. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && THROTTLED.test(error.name);
}

/** What any other error is to a client: nothing of its text, which may name what is inside, gets out. */
export function toApiProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (isThrottled(error)) {
    return new ApiProblem('unavailable', 'Expected an answer from a service behind the API but it is busy', {
      headers: { 'retry-after': RETRY_AFTER_SECONDS },
    });
  }
  return new ApiProblem(
    'internal-error',
    'Expected to answer but something went wrong; the request id finds it in the logs',
  );
}
