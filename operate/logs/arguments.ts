// The command line of `npm run logs`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';

const DEFAULT_SINCE = '1h';

export const HELP = `Usage: npm run logs -- <function> [options]

Shows what a deployed function has logged, oldest first. For the local cloud, which has to run (npm start), or with
--stack for one in AWS.

A function is named as its state (DetectLabels), its resource (DetectLabelsFunction) or its folder (detect-labels).

  --since <time>     that long ago: 30s, 10m, 2h, 3d (default ${DEFAULT_SINCE})
  --filter <text>    only events that hold this text
  --follow           go on until Ctrl-C, and show what comes
${OPTIONS_HELP}
Exit codes: 0 all is well; 1 something went wrong; 2 the command line is wrong.
Example: npm run logs -- StartWorkflow --follow
`;

export interface LogRequest {
  functionName: string;
  sinceMs: number;
  /** Of CloudWatch Logs: a text in quotes. */
  filterPattern: string | undefined;
  follow: boolean;
  json: boolean;
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

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
        sinceMs: toMilliseconds(since),
        filterPattern: filter === undefined ? undefined : `"${filter.replaceAll('"', '\\"')}"`,
        follow,
      };
    },
  );
  return { ...parsed, request: parsed.request && { ...parsed.request, json: parsed.json } };
}

function toMilliseconds(text: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (number && unit) return Number(number) * UNITS_MS[unit as keyof typeof UNITS_MS];
  throw new UsageError(`Expected a time such as 30s, 10m, 2h or 3d after --since but found "${text}"`);
}
