// The command line of `npm run bench:chaos`.

import { UsageError } from '../../terminal/errors.ts';
import { parseOptions } from '../../terminal/parse-options.ts';

export const HELP = `Usage: npm run bench:chaos -- [photographs, default 200] [options]

Does to the workflow all that may happen to it, on a local cloud of its own: small photographs are uploaded,
overwritten, deleted, erased and restored; S3's events of it arrive twice, late and in another order; Rekognition
throttles 30 % of the calls, it and other services fail for a while; functions are killed at work, and so is the
emulator, which is then started again. When all has come to rest it tells whether every upload has its one true record,
every deletion is complete, the queues are empty, and nothing is in the results bucket that belongs to nobody.

  --seed <n>    what happens, in which order (1). The same seed plans the same
  --port <n>    of the local cloud; the one after it is Rekognition's (any two that are free)
  --json        one object on standard output
  --help

Exit codes: 0 everything holds; 1 something does not, each with a sentence, or the run could not be carried out; 2 the
command line is wrong; 130 interrupted.
`;

export interface Arguments {
  help: false;
  photographs: number;
  seed: number;
  /** Absent: any that is free. */
  port: number | undefined;
  json: boolean;
}

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): Arguments | { help: true } {
  const { values, positionals } = parseOptions(args, {
    seed: { type: 'string', default: '1' },
    port: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return { help: true };
  const [photographs = '200', ...others] = positionals;
  if (others.length > 0)
    throw new UsageError(`Expected one number of photographs but found ${others[0]} too`);
  return {
    help: false,
    photographs: toInteger('for the photographs', photographs, 1, 100_000),
    seed: toInteger('after --seed', values.seed, 0, 0xffffffff),
    port: values.port === undefined ? undefined : toInteger('after --port', values.port, 1, 65_534),
    json: values.json,
  };
}

function toInteger(where: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`Expected a whole number from ${least} to ${most} ${where} but found "${text}"`);
}
