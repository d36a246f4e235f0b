// What becomes of a burst in an account of one's own: npm run bench:account -- --photographs 10000 --lambdas 10 --tps 5

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { explain, UsageError } from '../../terminal/errors.ts';
import { EXIT_CODES } from '../../terminal/exit-codes.ts';
import { type Arguments, HELP, parseArguments } from './arguments.ts';
import { simulateBurst } from './burst.ts';
import { readMachine } from './machine.ts';
import { describe, type Report, toReport } from './report.ts';

try {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  process.stderr.write(`${explain(error, 'npm run bench:account')}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
}

async function run({ burst, pacing, json }: Arguments): Promise<void> {
  const paced = pacing === 'off' ? undefined : await report(burst, burst.maxPhotographsInFlight);
  const unpaced = pacing === 'on' ? undefined : await report(burst, undefined);
  const { photographs, lambdas, tps, faces, background, seed } = burst;
  if (json) {
    const answer = { photographs, lambdas, tps, faces, background, seed, ...(paced ?? unpaced) };
    console.log(
      JSON.stringify(paced && unpaced ? { ...answer, withoutPacing: unpaced } : answer, undefined, 2),
    );
  } else {
    console.log(
      `${photographs.toLocaleString('en')} at once, ${lambdas} Lambdas, ${tps} calls a second, faces ${faces}\n`,
    );
    console.log(describe({ ...(paced && { paced }), ...(unpaced && { 'without pacing': unpaced }) }));
  }
}

async function report(
  burst: Arguments['burst'],
  maxPhotographsInFlight: number | undefined,
): Promise<Report> {
  const result = await simulateBurst({
    ...burst,
    maxPhotographsInFlight,
    machine: readMachine(),
    features: readFeatures(),
  });
  return toReport(result, maxPhotographsInFlight);
}

/** Those that are on by default. */
function readFeatures(): string[] {
  const text = readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8');
  return parse(text, { logLevel: 'silent' }).Parameters.Features.Default.split(',');
}
