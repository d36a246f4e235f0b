// npm run people: who is to be recognised, from the command line.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { runCommand } from './commands.ts';
import { toPeopleTarget } from './people-target.ts';

await runCommandLine({
  name: 'npm run people',
  help: HELP,
  parse: parseArguments,
  run: (command, context) => runCommand(command, { ...context, target: toPeopleTarget(context.target) }),
});
