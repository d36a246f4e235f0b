// npm run deploy: builds for the processor that the functions run on, hands over to `sam deploy`, and puts the page there.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explain, OperatorError } from '../../terminal/errors.ts';
import { EXIT_CODES } from '../../terminal/exit-codes.ts';
import { stopOnSignals } from '../../terminal/stop-on-signals.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { checkMachine } from '../doctor/check-machine.ts';
import { describeChecks, isMissing } from '../doctor/report.ts';
import { expectAccount } from './account.ts';
import { expectLayerFor } from './built-layer.ts';
import { planDeploy } from './plan.ts';
import { publishPage } from './publish-page.ts';

const HELP = `\
npm run deploy -- [options of sam deploy]

Builds the functions and the sharp layer, deploys them with the SAM CLI, and puts the page into its bucket:
  --config-env <name>                     a section of samconfig.toml: production
  --stack-name <name>                     another stack beside it
  --parameter-overrides Name=value …      in place of those in samconfig.toml

The processor is arm64. For x86_64: SHARP_CPU=x64 npm run deploy, or the parameter Architecture=x86_64.
All options: npm run sam -- deploy --help
`;

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const interrupted = stopOnSignals(() => process.exit(EXIT_CODES.interrupted));

process.exitCode = await deploy(process.argv.slice(2)).catch((error: unknown) => {
  createTerminal().print(explain(error, 'npm run deploy'));
  return EXIT_CODES.failed;
});

/** @returns The exit code: that of the first command that failed. */
async function deploy(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return EXIT_CODES.ok;
  }
  const { place, architecture, sharpCpu, buildArguments, deployArguments } = planDeploy(args, {
    sharpCpu: process.env.SHARP_CPU,
    samconfig: await readFile(join(projectFolder, 'samconfig.toml'), 'utf8'),
  });
  await expectMachine();
  if (place) await expectAccount(place);
  const built = await sam(buildArguments, { SHARP_OS: 'linux', SHARP_CPU: sharpCpu });
  if (built !== EXIT_CODES.ok) return built;
  await expectLayerFor(architecture, join(projectFolder, '.aws-sam/build/SharpLayer'));
  const deployed = await sam(deployArguments);
  if (deployed === EXIT_CODES.ok) await publishPage(place, createTerminal());
  return deployed;
}

/** @throws {OperatorError} That says what to install. */
async function expectMachine(): Promise<void> {
  const checks = await checkMachine(projectFolder);
  const missing = checks.filter((check) => isMissing(check, ['deploy']));
  if (missing.length > 0) throw new OperatorError(describeChecks(missing, ['deploy']));
}

/** Runs the SAM CLI in this terminal: it asks before it changes anything. */
function sam(args: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  const child = spawn('sam', args, {
    cwd: projectFolder,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  interrupted.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? EXIT_CODES.interrupted));
  });
}
