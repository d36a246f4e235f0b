// What goes wrong between a client and the API, told apart by class.

import type { Problem } from '@image-workflow/record/api/problem';

/** The API refused, and said why: `problem` is its RFC 9457 answer. The message is its sentence. */
export class ApiProblemError extends Error {
  override readonly name = 'ApiProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** There is no token, or one that the API does not take, such as an expired one: 401. The message is the API's sentence, if it has one. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
  readonly status = 401;
}

/** What answered does not speak this API: a proxy, a route that this stack does not have, another version. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Nothing answered. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The storage did not take a file; `code` is S3's own: `EntityTooLarge`, `AccessDenied`. */
export class UploadRefusedError extends Error {
  override readonly name = 'UploadRefusedError';
  readonly status: number;
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A photograph had no finished record in the time that the caller allowed. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
}
