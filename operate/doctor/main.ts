// npm run doctor: what is missing, and what to do about it.

import { fileURLToPath } from 'node:url';
import { openTarget } from '../../stack/target.ts';
import { explain, UsageError } from '../../terminal/errors.ts';
import { EXIT_CODES } from '../../terminal/exit-codes.ts';
import { type DoctorRequest, HELP, parseArguments } from './arguments.ts';
import type { Check } from './check.ts';
import { checkAccount } from './check-account.ts';
import { checkAws, checkMachine } from './check-machine.ts';
import { describeChecks, isMissing } from './report.ts';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

try {
  const request = parseArguments(process.argv.slice(2));
  if (request.help) process.stdout.write(HELP);
  else process.exitCode = await examine(request);
} catch (error) {
  console.error(explain(error, 'npm run doctor'));
  process.exitCode = error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
}

async function examine({ commands, stack, json }: DoctorRequest): Promise<number> {
  const checks: Check[] = (await Promise.all([checkMachine(projectFolder), checkAws()])).flat();
  if (stack !== undefined) checks.push(...(await checkAccount(await openTarget({ stack }))));
  const isWell = !checks.some((check) => isMissing(check, commands));
  console.log(json ? JSON.stringify({ isWell, checks }) : describeChecks(checks, commands));
  return isWell ? EXIT_CODES.ok : EXIT_CODES.failed;
}
