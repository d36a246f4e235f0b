// The command line of `npm run invoke`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';

export const HELP = `Usage: npm run invoke -- <function> [photograph] [options]

Runs one deployed function, without Docker, and prints its answer; what it logs goes to standard error. The event is
that of events/, told of a photograph of this stack: the last one that was finished, or the one that is named, by its
key or as a file, which is uploaded first. It runs for real: StoreRecord stores a record, RecordFailure fails one.
For the local cloud, which has to run (npm start), or with --stack for one in AWS.

A function is named as its state (DetectLabels), its resource (DetectLabelsFunction) or its folder (detect-labels).

  --event <file>     this event instead
${OPTIONS_HELP}
Exit codes: 0 the function has answered; 1 it threw, or something else went wrong; 2 the command line is wrong.
Example: npm run invoke -- DetectLabels photo.jpg
`;

export interface Invocation {
  functionName: string;
  /** A key of the stack or a file. */
  photograph: string | undefined;
  /** A file with an event. */
  event: string | undefined;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<Invocation> {
  return parseCommandLine(args, { event: { type: 'string' } }, (positionals, { event }) => {
    const [functionName, photograph, ...others] = positionals;
    if (functionName === undefined || others.length > 0) {
      throw new UsageError(`Expected <function> [photograph] but found ${positionals.length} arguments`);
    }
    if (event !== undefined && photograph !== undefined) {
      throw new UsageError('Expected a photograph or --event but found both');
    }
    return { functionName, photograph, event };
  });
}
