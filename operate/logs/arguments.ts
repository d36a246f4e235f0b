// The command line of `npm run logs`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';
import { toInstant } from '../instant.ts';

const DEFAULT_SINCE = '1h';

export const HELP = `Usage: npm run logs -- <function> [options]

Shows what a deployed function has logged, oldest first. For the local cloud, which has to run (npm start), or with
--stack for one in AWS.

A function is named as its state (DetectLabels), its resource (DetectLabelsFunction) or its folder (detect-labels).

  --since <time>     that long ago: 30s, 10m, 2h, 3d (default ${DEFAULT_SINCE}), or a date such as 2026-11-01
  --filter <text>    only events that hold this text
  --follow           go on until Ctrl-C, and show what comes
${OPTIONS_HELP}
Exit codes: 0 all is well; 1 something went wrong; 2 the command line is wrong.
Example: npm run logs -- StartWorkflow --follow
`;

export interface LogRequest {
  functionName: string;
  since: Date;
  /** Of CloudWatch Logs: a text in quotes. */
  filterPattern: string | undefined;
  follow: boolean;
  json: boolean;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<LogRequest> {
  const parsed = parseCommandLine(
    args,
    {
      since: { type: 'string', default: DEFAULT_SINCE },
      filter: { type: 'string' },
      follow: { type: 'boolean', default: false },
    },
    ([functionName, ...others], { since, filter, follow }) => {
      if (functionName === undefined || others.length > 0) {
        throw new UsageError(`Expected one function but found ${functionName ? others.length + 1 : 'none'}`);
      }
      return {
        functionName,
        since: toInstant('--since', since),
        filterPattern: filter === undefined ? undefined : `"${filter.replaceAll('"', '\\"')}"`,
        follow,
      };
    },
  );
  return { ...parsed, request: parsed.request && { ...parsed.request, json: parsed.json } };
}
