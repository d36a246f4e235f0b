// npm run forget: photographs deleted, with all that was made of them.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { forget } from './forget.ts';

await runCommandLine({ name: 'npm run forget', help: HELP, parse: parseArguments, run: forget });
