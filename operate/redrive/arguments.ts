// The command line of `npm run redrive`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';

export const HELP = `Usage: npm run redrive -- [options]

Lists what lies in the dead-letter queues of the stack: since when, about which object, and why. With --yes it goes back
to where it can be handled, once what stood in its way is mended. What can never be handled stays, with its reason. A
message is deleted only after it was sent, so that an interrupted run loses nothing. For the local cloud, which has to
run (npm start), or with --stack for one in AWS.

  --queue <name>     only this queue: IntakeDeadLetterQueue, or Intake
  --key <text>       only messages about objects whose key holds this text
  --error <text>     only messages whose error holds this text
  --yes              send them on
  --discard          with --queue and --yes: delete them instead, for what nothing will handle any more
${OPTIONS_HELP}
Exit codes: 0 all is well; 1 something went wrong, or a message could not be sent; 2 the command line is wrong;
130 it was interrupted, and can be given again.
Example: npm run redrive -- --queue Intake --error Throttling --yes
`;

export interface RedriveRequest {
  /** As it was typed. */
  queue: string | undefined;
  keyText: string | undefined;
  errorText: string | undefined;
  action: 'show' | 'send' | 'discard';
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<RedriveRequest> {
  return parseCommandLine(
    args,
    {
      queue: { type: 'string' },
      key: { type: 'string' },
      error: { type: 'string' },
      yes: { type: 'boolean', default: false },
      discard: { type: 'boolean', default: false },
    },
    (positionals, { queue, key, error, yes, discard }) => {
      if (positionals.length > 0) {
        throw new UsageError(`Expected options only but found "${positionals.join(' ')}"`);
      }
      if (discard && (queue === undefined || !yes)) {
        throw new UsageError('Expected --queue and --yes with --discard, which deletes');
      }
      const action = discard ? 'discard' : yes ? 'send' : 'show';
      return { queue, keyText: key, errorText: error, action };
    },
  );
}
