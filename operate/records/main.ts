// npm run records: what is in the table, as a list or an export.

import { runCommandLine } from '../command-line.ts';
import { HELP, parseArguments } from './arguments.ts';
import { showRecords } from './records.ts';

await runCommandLine({ name: 'npm run records', help: HELP, parse: parseArguments, run: showRecords });
