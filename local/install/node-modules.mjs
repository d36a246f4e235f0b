// node_modules as package-lock.json has it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InstallError } from './install-error.mjs';
import { outputOf, runCommand } from './run-command.mjs';

/** Node 24, which the install script of the package `node` puts there. */
export function node24In(/** @type {string} */ projectFolder) {
  return join(projectFolder, 'node_modules/node/bin/node');
}

/**
 * Whether node_modules holds what package-lock.json names. npm writes node_modules/.package-lock.json as the very
 * last step of an install, so an interrupted one is never taken for whole. It writes it too when the install script of
 * the package `node` was ended alone: that script hands on no failure of the npm that it runs.
 *
 * @param {string} projectFolder
 */
export function hasNodeModules(projectFolder) {
  if (!existsSync(node24In(projectFolder))) return false;
  const wanted = readPackages(join(projectFolder, 'package-lock.json'));
  const installed = readPackages(join(projectFolder, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true; // the project itself
    const found = installed[path];
    // Packages for other operating systems and processors are named in the lock file, and left out here.
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

/** @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} */
function readPackages(/** @type {string} */ lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {};
}

/** @throws {InstallError} */
export async function installNodeModules(/** @type {string} */ projectFolder) {
  // Under `npm start` this names the very npm that was called; otherwise the one on the PATH.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const env = {
    ...process.env,
    // The package would download libraries for NVIDIA cards, hundreds of megabytes that nothing here uses.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  };
  const [command = 'npm', ...args] = [...npm, 'ci', '--loglevel=error', '--no-audit', '--no-fund'];
  try {
    await runCommand(command, args, { env, cwd: projectFolder });
  } catch (error) {
    throw new InstallError(`npm ci could not install node_modules. ${lastWords(outputOf(error))}`);
  }
}

/** npm's own explanation without its prefixes and its line about a log file. */
function lastWords(/** @type {string} */ output) {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line && !line.startsWith('A complete log'));
  return /ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN|network/i.test(output)
    ? `The package registry cannot be reached: check the network and npm's proxy settings (${lines[0]})`
    : lines.slice(0, 3).join(' ');
}
