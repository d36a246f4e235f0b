// Python virtual environments under .local/, one for each list in local/requirements/.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InstallError } from './install-error.mjs';
import { outputOf, runCommand } from './run-command.mjs';

/** ministack and the SAM CLI both ask for it. */
const OLDEST_PYTHON = [3, 10];

const HOW_TO_INSTALL =
  'install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python; others: python.org) ' +
  'or set PYTHON to the path of one';

/**
 * @param {string} projectFolder
 * @param {string} name - A file name in local/requirements/ without `.txt`.
 */
export function virtualEnvironment(projectFolder, name) {
  const folder = join(projectFolder, '.local/venv', name);
  const requirements = join(projectFolder, 'local/requirements', `${name}.txt`);
  return {
    folder,
    bin: join(folder, 'bin'),
    python: join(folder, 'bin/python'),
    requirements,
    stamp: join(folder, '.installed'),
  };
}

/** Whether the environment holds what its list names. The stamp is written last, so half an install has none. */
export function hasVirtualEnvironment(/** @type {ReturnType<typeof virtualEnvironment>} */ environment) {
  return (
    existsSync(environment.stamp) &&
    existsSync(environment.python) && // a link: it breaks when the Python it was made from goes
    readFileSync(environment.stamp, 'utf8') === fingerprint(environment)
  );
}

/** The list, and the place: an environment cannot be moved, because its scripts name it by its full path. */
function fingerprint(/** @type {ReturnType<typeof virtualEnvironment>} */ { folder, requirements }) {
  return createHash('sha256').update(folder).update(readFileSync(requirements)).digest('hex');
}

/**
 * Makes the environment from nothing.
 *
 * @param {ReturnType<typeof virtualEnvironment>} environment
 * @param {string} python - From {@link findPython}.
 * @param {(detail: string) => void} report
 * @throws {InstallError}
 */
export async function installVirtualEnvironment(environment, python, report) {
  const { folder, requirements, stamp } = environment;
  const packages = readFileSync(requirements, 'utf8').match(/^[a-z0-9]/gim)?.length ?? 0;
  let collected = 0;

  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  try {
    await runCommand(python, ['-m', 'venv', folder]);
    await runCommand(
      environment.python,
      // Bytecode is made at first use instead, for the modules that are used at all.
      [
        '-m',
        'pip',
        'install',
        '--no-compile',
        '--disable-pip-version-check',
        '--no-input',
        '-r',
        requirements,
      ],
      {
        onLine: (line) => {
          if (line.startsWith('Collecting ')) collected += 1;
          if (line.startsWith('Collecting '))
            report(`package ${Math.min(collected, packages)} of ${packages}`);
          if (line.startsWith('Installing ')) report('unpacking');
        },
      },
    );
  } catch (error) {
    throw new InstallError(`pip could not install ${requirements}. ${lastWords(outputOf(error))}`);
  }
  await writeFile(stamp, fingerprint(environment));
}

/** pip's own explanation. */
function lastWords(/** @type {string} */ output) {
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR:') || line.startsWith('Error:'));
  const why = errors.at(-1) ?? output.split('\n').at(-1) ?? '';
  return /connection|resolve|timed out|unreachable|No matching distribution/i.test(output)
    ? `The package index cannot be reached: check the network and pip's proxy settings (${why})`
    : why;
}

/**
 * Finds a Python that is new enough and can make virtual environments.
 *
 * @returns {Promise<string>} Its command.
 * @throws {InstallError} That says what to install.
 */
export async function findPython() {
  const commands = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python'];
  const found = [];
  for (const command of commands) {
    const probe = 'import sys; print(*sys.version_info[:2]); import ensurepip, venv; print("complete")';
    const output = await runCommand(command, ['-c', probe]).catch((error) => outputOf(error));
    const [, major, minor] = /^(\d+) (\d+)$/m.exec(output) ?? [];
    if (!major || !minor) continue;
    const isNewEnough = Number(major) === OLDEST_PYTHON[0] && Number(minor) >= (OLDEST_PYTHON[1] ?? 0);
    if (isNewEnough && output.includes('complete')) return command;
    found.push(`${command} ${major}.${minor}${isNewEnough ? ' without the venv module' : ''}`);
  }
  throw new InstallError(
    `Expected Python ${OLDEST_PYTHON.join('.')} or newer, with the venv module, but found ` +
      `${found.join(' and ') || `none (tried ${commands.join(', ')})`}: ${HOW_TO_INSTALL}`,
  );
}
