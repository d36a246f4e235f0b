// The command line of `npm run doctor`.

import { UsageError } from '../../terminal/errors.ts';
import { parseOptions } from '../../terminal/parse-options.ts';

/** What people run, and what is looked at for it. */
export const COMMANDS = ['start', 'test', 'build', 'deploy', 'sam-local'] as const;

export type CommandName = (typeof COMMANDS)[number];

export const HELP = `Usage: npm run doctor -- [commands] [options]

Looks at what the commands need on this machine, and says what to do about what is missing.
Commands: ${COMMANDS.join(', ')}; without any, start and test are expected to work, and the others are only shown.

  --stack <name>     also ask the account of a stack in AWS for its quotas, and hold them against the stack's parameters
  --json             the result as one line of JSON on standard output
  --help             this text

Exit codes: 0 nothing that the commands need is missing; 1 something is; 2 the command line is wrong.
Example: npm run doctor -- deploy --stack image-workflow
`;

export interface DoctorRequest {
  help: boolean;
  json: boolean;
  stack: string | undefined;
  commands: readonly CommandName[];
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): DoctorRequest {
  const { positionals, values } = parseOptions(args, {
    stack: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  const unknown = positionals.find((name) => !isCommand(name));
  if (unknown !== undefined) {
    throw new UsageError(`Expected some of ${COMMANDS.join(', ')} but found "${unknown}"`);
  }
  return {
    help: values.help,
    json: values.json,
    stack: values.stack,
    commands: positionals.length > 0 ? positionals.filter(isCommand) : ['start', 'test'],
  };
}

function isCommand(name: string): name is CommandName {
  return (COMMANDS as readonly string[]).includes(name);
}
