// npm run invoke: one deployed function, with its event.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { invoke } from './invoke.ts';

await runCommandLine({ name: 'npm run invoke', help: HELP, parse: parseArguments, run: invoke });
