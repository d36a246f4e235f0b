// What a conditional write of the record as JSON meets.

import * as z from 'zod';

const storedCopySchema = z.object({ source: z.object({ sequencer: z.string() }) });

/** The condition does not hold, another conditional write is under way, or the object of IfMatch is gone. */
export function isLostToAnotherWrite(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes(error.name)
  );
}

/** Absent where the copy is no record of ours, which is then replaced. */
export function toStoredSequencer(json = ''): string | undefined {
  try {
    return storedCopySchema.parse(JSON.parse(json)).source.sequencer;
  } catch {
    return undefined;
  }
}
