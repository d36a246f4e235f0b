// What a person at the terminal has to mend. The message is the one sentence to show; nothing else of the error is.

/** Something that a person can mend: no such stack, a port that is taken, nobody of that name. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}

/** The command line does not say what to do. */
export class UsageError extends OperatorError {
  override readonly name = 'UsageError';
}

/**
 * One sentence for errors that a person can mend and for what AWS says; all there is to know for mistakes of a program.
 *
 * @param command - As it is typed: `npm run people`.
 */
export function explain(error: unknown, command: string): string {
  if (error instanceof UsageError) return `${error.message} (${command} -- --help tells more)`;
  if (error instanceof OperatorError) return error.message;
  if (error instanceof Error && '$metadata' in error) return `${error.name}: ${error.message}`; // what AWS says
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return `The disk is full: make room, then start again (${error.message})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
