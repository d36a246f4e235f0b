// The event by which Step Functions tells of an execution that did not succeed, read into how its record closes.

import * as z from 'zod';
import { parse } from '../shared/parse.ts';
import type { Closing } from '../shared/records/close-record.ts';
import { toClosing } from '../shared/records/closing.ts';

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html} */
const executionEndedSchema = z.object({
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string().min(1),
    name: z.string().min(1),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    stopDate: z.int().positive(), // milliseconds since 1970
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/**
 * @returns Absent where the execution was started by hand under another name: no record waits for it.
 * @throws {InvalidEventError} When `event` is anything else.
 */
export function parseExecutionEnded(event: unknown): Closing | undefined {
  const { detail } = parse(
    executionEndedSchema,
    'the status change of an execution that did not succeed',
    event,
  );
  const { stopDate, ...execution } = detail;
  return toClosing({ ...execution, stoppedAt: new Date(stopDate) });
}
