// What the commands need of this machine: programs, room, and for AWS a region and credentials.

import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { formatBytes } from '../../terminal/text.ts';
import type { Check } from './check.ts';

const run = promisify(execFile);

const OLDEST_NODE = 20;
const OLDEST_PYTHON = [3, 10] as const;

/** node_modules, Python environments, models and a build take 1.7 GB; photographs come on top. */
const LEAST_FREE_BYTES = 3_000_000_000;

const EVERYTHING = ['start', 'test', 'build', 'deploy', 'sam-local'];

/**
 * Programs and room.
 *
 * @param folder - Of the project: where everything is installed and stored.
 */
export async function checkMachine(folder: string): Promise<Check[]> {
  return await Promise.all([
    checkNode(process.env.npm_node_execpath ?? 'node'), // the one that npm runs on; ours is in node_modules
    checkPython(process.env.PYTHON ?? 'python3'),
    checkDisk(folder),
    checkProgram(
      'make',
      ['--version'],
      ['build', 'deploy'],
      'install it (Debian and Ubuntu: apt install make)',
    ),
    checkProgram(
      'docker',
      ['version', '--format', '{{.Server.Version}}'],
      ['sam-local'],
      'install and start Docker; npm run invoke runs a function without it',
    ),
  ]);
}

/** Region and credentials; `npm run deploy` itself also asks AWS whether it takes them. */
export async function checkAws(): Promise<Check[]> {
  return await Promise.all([checkRegion(), checkCredentials()]);
}

async function checkNode(command: string): Promise<Check> {
  const check = { name: 'Node', neededBy: EVERYTHING };
  const version = await firstLine(command, ['--version']);
  const found = version ?? 'none';
  if (Number(/^v(\d+)/.exec(found)?.[1]) >= OLDEST_NODE) return { ...check, state: 'ok', found };
  return { ...check, state: 'missing', found, advice: `get Node ${OLDEST_NODE} or newer from nodejs.org` };
}

async function checkPython(command: string): Promise<Check> {
  const check = { name: 'Python', neededBy: EVERYTHING };
  const probe = 'import sys; print("%d.%d" % sys.version_info[:2]); import ensurepip, venv; print("venv")';
  const output = await run(command, ['-c', probe]).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout?: string }) => stdout ?? '',
  );
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)/.exec(output) ?? []).map(Number);
  const isNewEnough = major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
  const hasVenv = output.includes('venv');
  const found = major === 0 ? 'none' : `${major}.${minor}${hasVenv ? '' : ' without the venv module'}`;
  if (isNewEnough && hasVenv) return { ...check, state: 'ok', found };
  const advice = `install Python ${OLDEST_PYTHON.join('.')} or newer with venv, or set PYTHON to the path of one`;
  return { ...check, state: 'missing', found, advice };
}

async function checkDisk(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const check = { name: 'disk', found: `${formatBytes(freeBytes)} free`, neededBy: EVERYTHING };
  if (freeBytes >= LEAST_FREE_BYTES) return { ...check, state: 'ok' };
  return { ...check, state: 'missing', advice: `make room for ${formatBytes(LEAST_FREE_BYTES)}` };
}

async function checkProgram(
  name: string,
  args: string[],
  neededBy: string[],
  advice: string,
): Promise<Check> {
  const found = await firstLine(name, args);
  return found === undefined
    ? { name, neededBy, state: 'missing', found: 'not found, or does not run', advice }
    : { name, neededBy, state: 'ok', found };
}

/** As the SDK finds it: environment, profile. */
async function checkRegion(): Promise<Check> {
  const check = { name: 'AWS region', neededBy: ['deploy'] };
  const found = await new CloudFormationClient({}).config.region().catch(() => undefined);
  if (found !== undefined) return { ...check, state: 'ok', found };
  return {
    ...check,
    state: 'missing',
    found: 'none',
    advice: 'set AWS_REGION, or a region in your AWS profile',
  };
}

/** Whether there are any; what they allow, AWS says when it is asked. */
async function checkCredentials(): Promise<Check> {
  const check = { name: 'AWS credentials', neededBy: ['deploy'] };
  // Some of the places that they may come from are looked at in a region.
  const { config } = new CloudFormationClient({ region: 'us-east-1' });
  try {
    const { accessKeyId } = await config.credentials();
    return { ...check, state: 'ok', found: `access key …${accessKeyId.slice(-4)}` };
  } catch (error) {
    return {
      ...check,
      state: 'missing',
      found: (error as Error).message,
      advice: 'aws configure, aws sso login, or set AWS_PROFILE',
    };
  }
}

async function firstLine(command: string, args: string[]): Promise<string | undefined> {
  const output = await run(command, args).catch(() => undefined);
  return output?.stdout.trim().split('\n')[0] || undefined;
}
