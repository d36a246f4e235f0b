// The command line of `npm run bench:account`.

import { recommendPace } from '../../stack/recommended-pace.ts';
import { UsageError } from '../../terminal/errors.ts';
import { parseOptions } from '../../terminal/parse-options.ts';
import type { BurstOptions } from './burst.ts';

export const HELP = `Usage: npm run bench:account -- --photographs <n> --lambdas <n> --tps <n> [options]

Simulates what becomes of so many photographs that are uploaded at once in an account with so many concurrent Lambdas
and so many calls of Rekognition a second. The retries are those of statemachine/process-image.asl.json, and the code
that paces the burst is StartWorkflow's own. Times, and what the simulation knows of AWS, stand in bench/seconds.ts and
bench/account/.

  --faces <n|mixed>      faces of every photograph; mixed: 55 % none, 30 % one, 10 % three, 4 % ten, 1 % fifty (mixed)
  --background <share>   of the Lambdas that an API beside the workflow uses on average, 0 to 0.9 (0.1)
  --in-flight <n>        the stack's MaxPhotographsInFlight (what npm run doctor recommends for the account)
  --pacing <how>         on; off: StartWorkflow starts whatever comes; both, to compare (on)
  --seed <n>             another burst of the same kind (1)
  --json                 one object on standard output
  --help

Exit codes: 0 simulated; 2 the command line is wrong.
`;

export type Pacing = 'on' | 'off' | 'both';

export interface Arguments {
  help: boolean;
  json: boolean;
  pacing: Pacing;
  burst: Omit<BurstOptions, 'machine' | 'features'> & { maxPhotographsInFlight: number };
}

const OPTIONS = {
  photographs: { type: 'string' },
  lambdas: { type: 'string' },
  tps: { type: 'string' },
  faces: { type: 'string', default: 'mixed' },
  background: { type: 'string', default: '0.1' },
  'in-flight': { type: 'string' },
  pacing: { type: 'string', default: 'on' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): Arguments | { help: true } {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) return { help: true };
  if (positionals.length > 0) throw new UsageError(`Expected options only but found ${positionals[0]}`);
  const lambdas = toInteger('--lambdas', values.lambdas);
  const tps = toNumber('--tps', values.tps, 0.1, 100_000);
  const inFlight = values['in-flight'];
  return {
    help: false,
    json: values.json,
    pacing: toPacing(values.pacing),
    burst: {
      photographs: toInteger('--photographs', values.photographs),
      lambdas,
      tps,
      background: toNumber('--background', values.background, 0, 0.9),
      faces: values.faces === 'mixed' ? 'mixed' : toNumber('--faces', values.faces, 0, 100),
      maxPhotographsInFlight:
        inFlight === undefined
          ? recommendPace({ lambdas, rekognitionTps: tps }).maxPhotographsInFlight
          : toInteger('--in-flight', inFlight),
      seed: toInteger('--seed', values.seed),
    },
  };
}

function toInteger(option: string, text: string | undefined): number {
  const value = toNumber(option, text, 1, 10_000_000);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`Expected a whole number after ${option} but found "${text}"`);
}

function toNumber(option: string, text: string | undefined, least: number, most: number): number {
  if (text === undefined) throw new UsageError(`Expected ${option} with a number but it is not there`);
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`Expected a number from ${least} to ${most} after ${option} but found "${text}"`);
}

function toPacing(text: string): Pacing {
  if (text === 'on' || text === 'off' || text === 'both') return text;
  throw new UsageError(`Expected on, off or both after --pacing but found "${text}"`);
}
