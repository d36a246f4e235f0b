// npm run backfill: a record for what lies in the uploads bucket and has none.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { backfill } from './backfill.ts';

await runCommandLine({ name: 'npm run backfill', help: HELP, parse: parseArguments, run: backfill });
