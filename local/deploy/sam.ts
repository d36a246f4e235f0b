// The real SAM CLI on the unchanged template.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awsEnvironment } from '../../stack/local-credentials.ts';
import { formatOverrides, type Overrides } from '../../stack/override-syntax.ts';
import { LOCAL_STACK_NAME } from '../../stack/stack.ts';
import type { Terminal } from '../../terminal/terminal.mjs';
import { cleanEnvironment } from '../environment.ts';
import { LocalCloudError } from '../errors.ts';
import { CommandError, runCommand, workspaces } from '../install/run-command.mjs';
import { waitForLock } from '../process/lock.mjs';
import { clearLeftovers } from '../process/workspace.mjs';
import { inProject, localFolder, projectFolder, tools } from '../project.ts';
import { fingerprintSources } from './fingerprint.ts';

/** Not .aws-sam/build: what is built here, for this machine's processor, must never be what `sam deploy` finds there. */
const buildFolder = join(localFolder, 'build');
const buildStamp = join(buildFolder, '.built');
const builtTemplate = join(buildFolder, 'template.yaml');

/** How the template's parameter Architecture names this machine's processor. */
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** Builds the functions and the layer for this machine, where the sources have changed. */
export async function build(terminal: Terminal, signal: AbortSignal): Promise<void> {
  const sayWhy = (owner: number) =>
    terminal.print(`Waiting for process ${owner}, which builds at the moment`);
  const lock = await waitForLock(join(localFolder, 'build.lock'), sayWhy, signal);
  try {
    await clearLeftovers(workspaces); // a build of one that was killed
    const fingerprint = await fingerprintSources({ platform: process.platform, architecture });
    if ((await readStamp(buildStamp)) === fingerprint) return;

    await rm(buildStamp, { force: true });
    await terminal.step('Build the functions', async (report) => {
      await runSam(
        [
          'build',
          ...['--config-env', 'local', '--build-dir', buildFolder],
          ...toOptions({ Architecture: architecture }),
        ],
        {
          // The functions run as processes of this machine, and so does the sharp that the layer brings.
          env: { SHARP_OS: process.platform, SHARP_CPU: process.arch },
          signal,
          onLine: (line) => {
            const codeUri = /Building (?:codeuri|layer).*?([\w-]+)'? /.exec(line)?.[1];
            if (codeUri) report(codeUri);
          },
        },
      );
    });
    await writeFile(buildStamp, fingerprint);
  } finally {
    lock.release();
  }
}

export interface DeployOptions {
  endpoint: string;
  /** Where the functions find Rekognition. */
  rekognitionEndpoint: string;
  /** All other parameters of the template. */
  parameters: Overrides;
  terminal: Terminal;
  signal: AbortSignal;
}

/** @returns Another text whenever a deploy would change something. */
export function fingerprintDeploy(options: DeployOptions): Promise<string> {
  return fingerprintSources({ endpoint: options.endpoint, ...allParameters(options) });
}

function allParameters({
  endpoint,
  rekognitionEndpoint,
  parameters,
}: Pick<DeployOptions, 'endpoint' | 'rekognitionEndpoint' | 'parameters'>): Overrides {
  return {
    ...parameters,
    Architecture: architecture,
    RekognitionEndpoint: rekognitionEndpoint,
    SignInUrl: `http://localhost:${new URL(endpoint).port}`, // by the name that the page has too
  };
}

/**
 * Deploys what was built.
 *
 * @throws {LocalCloudError} With the first reason that CloudFormation gives.
 */
export async function deploy(options: DeployOptions): Promise<void> {
  const { endpoint, terminal, signal } = options;
  const reasons: string[] = [];
  let finished = 0;
  await terminal.step('Deploy the stack', (report) =>
    runSam(
      [
        'deploy',
        ...['--config-file', inProject('samconfig.toml'), '--config-env', 'local'],
        ...['--template-file', builtTemplate, '--stack-name', LOCAL_STACK_NAME],
        ...toOptions(allParameters(options)),
      ],
      {
        env: awsEnvironment(endpoint),
        signal,
        onLine: (line) => {
          if (/^(CREATE|UPDATE)_COMPLETE /.test(line)) report(`${++finished} resources`);
          if (/_FAILED /.test(line)) reasons.push(line.replace(/\s+/g, ' '));
        },
      },
    ).catch((error) => {
      if (reasons[0]) throw new LocalCloudError(`The deploy failed: ${reasons[0]}`, { cause: error });
      throw error;
    }),
  );
}

function toOptions(values: Overrides): string[] {
  return ['--parameter-overrides', ...formatOverrides(values)];
}

interface SamOptions {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

async function runSam(args: string[], { env, signal, onLine }: SamOptions): Promise<void> {
  try {
    await runCommand(tools.sam, args, {
      cwd: projectFolder,
      env: {
        ...cleanEnvironment(),
        SAM_CLI_TELEMETRY: '0',
        PYTHONUNBUFFERED: '1',
        ...env,
      },
      onLine,
      signal,
    });
  } catch (error) {
    if (!(error instanceof CommandError) || signal.aborted) throw error;
    throw new LocalCloudError(`sam ${args[0]} failed: ${explain(error.output)}`, { cause: error });
  }
}

/** The line in which SAM says what is wrong, without its decoration. */
function explain(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /^(Error:|Build Failed)|: error|✘|\[ERROR\]/.test(line));
  return (errors.join(' ') || lines.findLast(Boolean) || 'it said nothing').slice(0, 600);
}

export async function readStamp(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}
