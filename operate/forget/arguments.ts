// The command line of `npm run forget`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';

export const HELP = `Usage: npm run forget -- <key or imageId>... [options]

Deletes photographs and all that was made of them: previews, thumbnails, answers, records, what they are found by. Says
what that is and asks; then waits until it is done. The original gets a delete marker and can be restored, with all that
was made of it, by whoever deletes the marker; with --permanently every version of it is gone for ever. docs/privacy.md
says what is left where, and for how long. For the local cloud, which has to run (npm start), or with --stack for one in
AWS.

  --permanently      every version of the original too: nothing can bring it back
  --yes              do not ask; where nobody is at a terminal nothing is deleted without it
${OPTIONS_HELP}
Of what is deleted already it looks whether anything is left. Who has been enrolled is removed with npm run people.
Exit codes: 0 all is gone; 1 something went wrong, or there is no such photograph; 2 the command line is wrong; 130 it
was interrupted: what was deleted stays deleted, and the rest goes on.
Example: npm run forget -- 2024/anna.jpg --permanently
`;

export interface ForgetRequest {
  /** Keys or image ids. */
  named: readonly string[];
  isPermanent: boolean;
  isConfirmed: boolean;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<ForgetRequest> {
  return parseCommandLine(
    args,
    { permanently: { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } },
    (named, { permanently, yes }) => {
      if (named.length === 0)
        throw new UsageError('Expected the key or the imageId of a photograph but found none');
      return { named: [...new Set(named)], isPermanent: permanently, isConfirmed: yes };
    },
  );
}
