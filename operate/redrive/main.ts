// npm run redrive: what lies in the dead-letter queues, and back with it to where it can be handled.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { redrive } from './redrive.ts';

await runCommandLine({ name: 'npm run redrive', help: HELP, parse: parseArguments, run: redrive });
