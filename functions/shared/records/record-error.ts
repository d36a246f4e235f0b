// What Step Functions says of an error, in the words of a record.

import type { RecordError } from '@image-workflow/record';
import * as z from 'zod';
import type { ErrorOutput } from '../workflow.ts';

const MAX_MESSAGE_LENGTH = 2_000; // characters; a Cause may have 32,768 and the record holds one per branch

/** The Cause of an error that a function threw. The stack in it stays in the log. */
const thrownCauseSchema = z.object({ errorMessage: z.string() });

/**
 * @param output - What a Catch caught. Its `Cause` is JSON where a function threw, otherwise plain text or absent.
 * @param state - The state that failed, where it is known.
 */
export function toRecordError({ Error: name, Cause }: ErrorOutput, state?: string): RecordError {
  const message = (toMessage(Cause) || 'No cause was given').slice(0, MAX_MESSAGE_LENGTH);
  return { name, message, state };
}

function toMessage(cause: string | undefined): string | undefined {
  if (!cause?.startsWith('{')) return cause;
  try {
    const thrown = thrownCauseSchema.safeParse(JSON.parse(cause));
    return thrown.success ? thrown.data.errorMessage : cause;
  } catch {
    return cause; // Step Functions cuts a long Cause, so that it is no JSON any more
  }
}
