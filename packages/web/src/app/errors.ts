// What went wrong, in words for a person.

import {
  ApiProblemError,
  UnauthorizedError,
  UnexpectedAnswerError,
  UnreachableError,
  UploadRefusedError,
} from '@image-workflow/client';
import type { Messages } from '../i18n/messages.tsx';

/** Whether this stack has no such route, as against there being no such thing. */
export function isRouteMissing(error: unknown): boolean {
  if (error instanceof ApiProblemError) return error.status === 405;
  return error instanceof UnexpectedAnswerError && [403, 404, 501].includes(error.status);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiProblemError && error.status === 404;
}

export function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof UnreachableError;
}

/** What stands before the API answers, and the API does not. */
function isGatewayAlone(error: unknown): boolean {
  return error instanceof UnexpectedAnswerError && [502, 503, 504].includes(error.status);
}

export function describeError(error: unknown, t: Messages): string {
  if (error instanceof UnreachableError || isGatewayAlone(error)) return t.errors.unreachable;
  if (error instanceof UnauthorizedError) return t.errors.unauthorized;
  if (isRouteMissing(error)) return t.errors.routeMissing;
  if (error instanceof UnexpectedAnswerError && error.status < 300) return t.errors.otherVersion;
  if (error instanceof ApiProblemError) {
    if (error.status === 404) return t.errors.notFound;
    return error.problem.errors?.[0]?.detail ?? error.message;
  }
  if (error instanceof UploadRefusedError && error.code === 'EntityTooLarge') return t.errors.tooLarge;
  return error instanceof Error ? error.message : String(error);
}
