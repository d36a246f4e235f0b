// What a route is: one row of the API's contract.

import type * as z from 'zod';
import type { ProblemKind } from './problem.ts';

export interface ApiRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With OpenAPI's braces, which are API Gateway's too. */
  path: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** JSON. */
  body?: z.ZodType;
  /** By status; null for one without a body. */
  answers: Record<number, z.ZodType | null>;
  /** Beside `invalid-request`, `too-many-requests`, `internal-error` and `unavailable`, which every route may answer. */
  problems: readonly ProblemKind[];
  /** Answers without a token, whatever `Authentication` says. */
  isPublic?: true;
}
