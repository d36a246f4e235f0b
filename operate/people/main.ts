// npm run people: who is to be recognised, from the command line.

import { join } from 'node:path';
import { localFolder } from '../../local/project.ts';
import { openTarget } from '../../stack/target.ts';
import { stopOnSignals } from '../../terminal/stop-on-signals.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { UsageError } from '../../terminal/usage-error.ts';
import { HELP, parseArguments } from './arguments.ts';
import { runCommand } from './commands.ts';
import { PeopleError } from './errors.ts';

const EXIT_CODES = { ok: 0, incomplete: 1, usage: 2, interrupted: 130 } as const;

const terminal = createTerminal();
const interrupted = stopOnSignals(() => process.exit(EXIT_CODES.interrupted));

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { command, json, stack, endpoint } = parseArguments(args);
    if (!command) {
      process.stdout.write(HELP);
      return EXIT_CODES.ok;
    }
    const target = await openTarget({ stack, endpoint, stateFolder: join(localFolder, 'state') });
    const { result, text, isComplete } = await runCommand(command, {
      target,
      terminal,
      signal: interrupted,
      workingFolder: process.env.INIT_CWD ?? process.cwd(),
    });
    terminal.print(json ? JSON.stringify(result) : text, process.stdout);
    if (interrupted.aborted) return EXIT_CODES.interrupted;
    return isComplete ? EXIT_CODES.ok : EXIT_CODES.incomplete;
  } catch (error) {
    terminal.print(explain(error));
    if (interrupted.aborted) return EXIT_CODES.interrupted;
    return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.incomplete;
  }
}

/** One sentence, for errors that a person can mend; all there is to know, for mistakes of this program. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} (npm run people -- --help tells more)`;
  if (error instanceof PeopleError) return error.message;
  if (error instanceof Error && '$metadata' in error) return `${error.name}: ${error.message}`; // what AWS says
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
