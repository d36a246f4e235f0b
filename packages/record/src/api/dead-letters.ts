// /api/dead-letters: what could not be handled, why, and back with it to where it can be.

import * as z from 'zod';
import type { ApiRoute } from './route.ts';

/** Messages of each queue that are told of; there may be more. */
export const MOST_DEAD_LETTERS = 50;

export const deadLetterSchema = z.object({
  messageId: z.string().min(1),
  /** Name in the template: `IntakeDeadLetterQueue`. */
  queue: z.string().min(1),
  /** ISO 8601 in UTC. */
  sentAt: z.iso.datetime(),
  /** Key of the object that it is about; absent where it tells of none. */
  key: z.string().min(1).optional(),
  /** Absent where nobody said why. */
  error: z.object({ name: z.string(), message: z.string() }).optional(),
  /** The queue where it can be handled; absent where it stays. */
  goesTo: z.string().min(1).optional(),
  /** Why it stays. */
  staysBecause: z.string().min(1).optional(),
});

export const deadLetterListSchema = z.object({ items: z.array(deadLetterSchema) });

export const redrivenSchema = z.object({
  /** Messages that were sent on; those that stay where they are; those that could not be sent. */
  sent: z.int().min(0),
  stay: z.int().min(0),
  notSent: z.int().min(0),
});

export const listDeadLetters = {
  method: 'GET',
  path: '/api/dead-letters',
  summary: 'What could not be handled, and why',
  answers: { 200: deadLetterListSchema },
  problems: ['forbidden'],
} as const satisfies ApiRoute;

export const redriveDeadLetters = {
  method: 'POST',
  path: '/api/dead-letters/redrive',
  summary: 'Send what could not be handled back to where it can be',
  answers: { 200: redrivenSchema },
  problems: ['forbidden'],
} as const satisfies ApiRoute;

export type DeadLetter = z.infer<typeof deadLetterSchema>;
export type DeadLetterList = z.infer<typeof deadLetterListSchema>;
export type Redriven = z.infer<typeof redrivenSchema>;
