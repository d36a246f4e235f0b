// How a record closes whose execution ended without a word of its own.

import { toNameOfExecution } from '../execution-arn.ts';
import { toImageIdOfExecution } from '../image-object.ts';
import type { Closing } from './close-record.ts';
import { toRecordError } from './record-error.ts';

/** As Step Functions tells of it, in an event and in an answer. */
export interface EndedExecution {
  executionArn: string;
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  stoppedAt: Date;
  error?: string | null | undefined;
  cause?: string | null | undefined;
}

/** @returns Absent where the execution was started by hand under another name: no record waits for it. */
export function toClosing({
  executionArn,
  status,
  stoppedAt,
  error,
  cause,
}: EndedExecution): Closing | undefined {
  const imageId = toImageIdOfExecution(toNameOfExecution(executionArn));
  return imageId === undefined
    ? undefined
    : {
        imageId,
        executionArn,
        finishedAt: stoppedAt.toISOString(),
        error: toRecordError({ Error: error || status, Cause: cause || `The execution ended as ${status}` }),
      };
}
