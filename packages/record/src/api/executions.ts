// Describe-execution: state by state, what the workflow did with a photograph.

import * as z from 'zod';
import { imageParamsSchema } from './images.ts';
import type { ApiRoute } from './route.ts';

const instant = z.iso.datetime();

/** Step Functions' own words. {@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html} */
export const executionStatusSchema = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);

/** The error's name is what the state machine's Retry and Catch match. */
export const executionErrorSchema = z.object({ name: z.string().min(1), message: z.string() });

/** One try of a task. The pause before the next one is the time between the two. */
export const attemptSchema = z.object({
  startedAt: instant,
  endedAt: instant.optional(),
  error: executionErrorSchema.optional(),
});

/**
 * - `WAITING`: not entered yet.
 * - `SKIPPED`: the feature is off, or there was nothing to look at; or the execution took another way.
 * - `CAUGHT`: it failed for good, and the execution went on without it.
 */
export const stateStatusSchema = z.enum(['WAITING', 'RUNNING', 'SUCCEEDED', 'SKIPPED', 'CAUGHT', 'FAILED']);

export const executionStateSchema = z.object({
  /** As in statemachine/process-image.asl.json. */
  name: z.string().min(1),
  status: stateStatusSchema,
  enteredAt: instant.optional(),
  leftAt: instant.optional(),
  /** Of all attempts together, from when each was scheduled until it had its turn, in milliseconds. */
  waitedMs: z.int().min(0).optional(),
  /** Of a task; the last one decides. */
  attempts: z.array(attemptSchema),
  error: executionErrorSchema.optional(),
  /** What it answered, in short: `7 labels`, `skipped: no faces`. Never the raw input of another's photograph. */
  answer: z.string().min(1).optional(),
});

export const executionSummarySchema = z.object({
  /** `<imageId>-<revision>`, with `-r<n>` for the n-th run. */
  name: z.string().min(1),
  imageId: z.string().min(1),
  status: executionStatusSchema,
  startedAt: instant,
  stoppedAt: instant.optional(),
});

export const executionSchema = executionSummarySchema.extend({
  error: executionErrorSchema.optional(),
  /** Every state of the machine, in its order. */
  states: z.array(executionStateSchema),
});

export const executionParamsSchema = z.object({
  name: z.string().regex(/^[0-9a-f]{32}-[0-9a-f]{32}(-r\d{1,9})?$/, 'expected the name of an execution'),
});

export const executionQuerySchema = z.strictObject({
  status: executionStatusSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(3_000).optional(),
});

/** The newest first. */
export const executionListSchema = z.object({
  items: z.array(executionSummarySchema),
  cursor: z.string().min(1).optional(),
});

export const getImageExecution = {
  method: 'GET',
  path: '/api/images/{imageId}/execution',
  summary: 'What the workflow did with a photograph, state by state',
  params: imageParamsSchema,
  answers: { 200: executionSchema },
  problems: ['not-found'],
} as const satisfies ApiRoute;

export const getExecution = {
  method: 'GET',
  path: '/api/executions/{name}',
  summary: 'One execution, state by state',
  params: executionParamsSchema,
  answers: { 200: executionSchema },
  problems: ['not-found'],
} as const satisfies ApiRoute;

export const listExecutions = {
  method: 'GET',
  path: '/api/executions',
  summary: 'Executions, the newest first',
  query: executionQuerySchema,
  answers: { 200: executionListSchema },
  problems: ['invalid-cursor'],
} as const satisfies ApiRoute;

export type ExecutionStatus = z.infer<typeof executionStatusSchema>;
export type StateStatus = z.infer<typeof stateStatusSchema>;
export type Attempt = z.infer<typeof attemptSchema>;
export type ExecutionState = z.infer<typeof executionStateSchema>;
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;
export type Execution = z.infer<typeof executionSchema>;
export type ExecutionQueryInput = z.input<typeof executionQuerySchema>;
export type ExecutionQuery = z.output<typeof executionQuerySchema>;
export type ExecutionList = z.infer<typeof executionListSchema>;
