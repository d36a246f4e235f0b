// npm run reprocess: photographs run again, from their originals.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { reprocess } from './reprocess.ts';

await runCommandLine({ name: 'npm run reprocess', help: HELP, parse: parseArguments, run: reprocess });
