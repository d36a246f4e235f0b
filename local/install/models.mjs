// The recognition models under .local/models/, made by packages/rekognition/models/install.ts.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InstallError } from './install-error.mjs';
import { outputOf, runCommand } from './run-command.mjs';

/** Whether the models are those that this version of the recipe makes. The stamp is written last. */
export function hasModels(/** @type {string} */ projectFolder) {
  const stamp = stampFile(projectFolder);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(projectFolder);
}

/**
 * @param {string} projectFolder
 * @param {string} node - Node 24: the recipe is TypeScript.
 * @param {string} python
 * @param {(detail: string) => void} report
 * @throws {InstallError}
 */
export async function installModels(projectFolder, node, python, report) {
  removeUnfinished(projectFolder);
  try {
    await runCommand(node, ['packages/rekognition/models/install.ts'], {
      cwd: projectFolder,
      env: { ...process.env, PYTHON: python },
      onLine: (line) => report(line.replace(/^Models: /, '')),
    });
  } catch (error) {
    throw new InstallError(outputOf(error).trim().split('\n').at(-1)); // the recipe explains itself in its last line
  }
  await writeFile(stampFile(projectFolder), fingerprint(projectFolder));
}

/**
 * The recipe leaves alone what a running process of that number makes, and the number may be another's by now. Whoever
 * installs here holds the lock, so nobody else is at it.
 */
function removeUnfinished(/** @type {string} */ projectFolder) {
  const folder = join(projectFolder, '.local');
  const unfinished = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith('models.partial-'))
    : [];
  for (const name of unfinished) rmSync(join(folder, name), { recursive: true, force: true });
}

function stampFile(/** @type {string} */ projectFolder) {
  return join(projectFolder, '.local/models/.installed');
}

/** Of the recipe: every file beside install.ts. */
function fingerprint(/** @type {string} */ projectFolder) {
  const folder = join(projectFolder, 'packages/rekognition/models');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
  }
  return hash.digest('hex');
}
