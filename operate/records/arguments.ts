// The command line of `npm run records`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';
import { CHOICE_HELP, CHOICE_OPTIONS, type Choice, toChoice } from './choice.ts';

export const HELP = `Usage: npm run records -- [options]

Lists the records of the table, or exports them: one line each, in no order. It reads the whole table, a page at a time
(a Scan, which is right for an export and dear for a search: the API has that), and leaves out what was deleted. For the
local cloud, which has to run (npm start), or with --stack for one in AWS.

${CHOICE_HELP}\
  --csv              as CSV, with a line of headings
${OPTIONS_HELP}
With --json each record is one line, whole. Both formats go to standard output.
Exit codes: 0 all is well; 1 something went wrong; 2 the command line is wrong.
Example: npm run records -- --status FAILED,PARTIAL --since 3d
`;

export interface RecordsRequest {
  choice: Choice;
  format: 'text' | 'csv' | 'json';
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<RecordsRequest> {
  return parseCommandLine(
    args,
    { ...CHOICE_OPTIONS, csv: { type: 'boolean', default: false } },
    (positionals, { csv, json, ...choice }) => {
      if (positionals.length > 0) {
        throw new UsageError(`Expected options only but found "${positionals.join(' ')}"`);
      }
      if (csv && json) throw new UsageError('Expected --csv or --json but found both');
      return { choice: toChoice(choice), format: csv ? 'csv' : json ? 'json' : 'text' };
    },
  );
}
