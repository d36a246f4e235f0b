// npm run logs: what a deployed function has logged.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { showLogs } from './show-logs.ts';

await runCommandLine({ name: 'npm run logs', help: HELP, parse: parseArguments, run: showLogs });
