// A file is either there whole or not at all, whenever the process ends.

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How the names of files end that are being written. */
export const TEMPORARY = '.tmp';

/** Writes beside the file, forces it to disk, then renames. Makes the folder where it is missing. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => {}); // closed already where the rename failed
    await rm(temporary, { force: true });
    throw error;
  }
}
