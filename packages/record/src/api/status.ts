// GET /api/status: how the stack is.

import * as z from 'zod';
import { statusSchema } from '../record.ts';
import type { ApiRoute } from './route.ts';

export const queueStatusSchema = z.object({
  /** Name in the template: `IntakeQueue`. */
  name: z.string().min(1),
  /** Messages that wait, about; those in hands; those that are delayed. */
  waiting: z.int().min(0),
  inFlight: z.int().min(0),
  delayed: z.int().min(0),
});

export const stackStatusSchema = z.object({
  /** When this was so. ISO 8601 in UTC; the answer may be some seconds old. */
  at: z.iso.datetime(),
  version: z.string().min(1),
  queues: z.array(queueStatusSchema),
  /** The same of the dead-letter queues: whatever waits there waits for a person. */
  deadLetters: z.array(queueStatusSchema),
  /** Photographs by status, of those that the asker may see. */
  photographs: z.record(statusSchema, z.int().min(0)),
  /** Estimate by list prices, no bill. */
  cost: z.object({
    /** `2024-05`, in UTC. */
    month: z.string().regex(/^\d{4}-\d{2}$/),
    /** Photographs that were uploaded in it. */
    photographs: z.int().min(0),
    usd: z.number().min(0),
    /** What the features that are switched off would have cost. */
    savedUsd: z.number().min(0),
  }),
});

export const getStatus = {
  method: 'GET',
  path: '/api/status',
  summary: 'Queues, dead letters, photographs by status, cost',
  answers: { 200: stackStatusSchema },
  problems: [],
} as const satisfies ApiRoute;

export type QueueStatus = z.infer<typeof queueStatusSchema>;
export type StackStatus = z.infer<typeof stackStatusSchema>;
