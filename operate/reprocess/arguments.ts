// The command line of `npm run reprocess`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';
import { CHOICE_HELP, CHOICE_OPTIONS, type Choice, toChoice } from '../records/choice.ts';

export const HELP = `Usage: npm run reprocess -- <key or imageId>... [options]
       npm run reprocess -- --status <names> [options]

Runs photographs again, from their originals: those that are named, or all that the options choose. Says how many they
are and what they may cost, and asks; then they go through the intake queue, at its pace, as new executions, and the
newest run has the record. What older runs have made goes when it is done. With --feature that one alone is asked anew,
and the answers to the others are kept. What is PROCESSING is left out: its execution will end it; so is what has lost
its original, or has it archived: a run could not read it. For the local cloud, which has to run (npm start), or with
--stack for one in AWS.

${CHOICE_HELP}\
  --yes              do not ask; where nobody is at a terminal nothing is run without it
${OPTIONS_HELP}
Exit codes: 0 all is well; 1 something went wrong, or a photograph is not known or cannot be read; 2 the command line is
wrong; 130 it was interrupted, and can be given again.
Example: npm run reprocess -- --status PARTIAL --feature text --yes
`;

export interface ReprocessRequest {
  /** Keys or image ids. None where `choice` says which. */
  named: readonly string[];
  choice: Choice;
  isConfirmed: boolean;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<ReprocessRequest> {
  return parseCommandLine(
    args,
    { ...CHOICE_OPTIONS, yes: { type: 'boolean', default: false } },
    (named, { yes, ...options }) => {
      const choice = toChoice(options);
      const isChosen = Object.values(choice).some((value) => value !== undefined);
      if (isChosen === named.length > 0) {
        const found = isChosen ? 'both' : 'neither';
        throw new UsageError(
          `Expected photographs or one of --status, --feature and --since but found ${found}`,
        );
      }
      return { named, choice, isConfirmed: yes };
    },
  );
}
