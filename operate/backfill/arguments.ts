// The command line of `npm run backfill`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';

export const HELP = `Usage: npm run backfill -- [options]

Gives a record to what lies in the uploads bucket and has none: what was there before the stack, what was uploaded in
the five minutes in which a new bucket tells of nothing, what came while a rule was stopped. Says how many photographs
that is and what they may cost, and asks; then a state machine (statemachine/backfill.asl.json) sends them to the intake
queue, where they wait for their turn. Whatever S3 itself tells of a photograph wins over what is sent here, and to do
it twice changes nothing. For the local cloud, which has to run (npm start), or with --stack for one in AWS.

  --prefix <text>    only what lies below it: 2024/
  --all              what has a record too, as a further run: see npm run reprocess for some of it
  --dry-run          only say how many they are
  --yes              do not ask; where nobody is at a terminal nothing is sent without it
${OPTIONS_HELP}
Exit codes: 0 all that can be was sent; 1 something went wrong; 2 the command line is wrong; 130 it was interrupted: the
state machine goes on, and the command says how to stop it.
Example: npm run backfill -- --prefix 2024/ --dry-run
`;

export interface BackfillRequest {
  /** Empty: the whole bucket. */
  prefix: string;
  all: boolean;
  isDryRun: boolean;
  isConfirmed: boolean;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<BackfillRequest> {
  return parseCommandLine(
    args,
    {
      prefix: { type: 'string', default: '' },
      all: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
    (positionals, { prefix, all, 'dry-run': isDryRun, yes }) => {
      if (positionals.length > 0) {
        throw new UsageError(
          `Expected options only but found "${positionals.join(' ')}": --prefix says where to look, npm run reprocess takes keys`,
        );
      }
      if (isDryRun && yes) throw new UsageError('Expected --dry-run or --yes but found both');
      return { prefix, all, isDryRun, isConfirmed: yes };
    },
  );
}
