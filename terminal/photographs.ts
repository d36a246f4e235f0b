// Which files the command line means, and under which keys they will lie in the uploads bucket.

import { isUtf8 } from 'node:buffer';
import { readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { UsageError } from './errors.ts';

export interface Photograph {
  path: string;
  /** A file's name, or its path below the folder that was named: byte for byte. */
  key: string;
}

export interface FoundPhotographs {
  photographs: Photograph[];
  /** What lies in the folders and is not uploaded, with the reason in words. */
  leftOut: string[];
}

/**
 * @param paths - Files and folders, relative to `workingFolder`.
 * @throws {UsageError} When a path does not exist, two files would get the same key, or nothing is found.
 */
export async function findPhotographs(
  paths: readonly string[],
  workingFolder: string,
): Promise<FoundPhotographs> {
  const found: FoundPhotographs = { photographs: [], leftOut: [] };
  for (const path of paths) {
    const absolute = resolve(workingFolder, path);
    const kind = await stat(absolute).catch(() => undefined);
    if (kind?.isDirectory()) await walk(absolute, '', found);
    else if (kind?.isFile()) found.photographs.push({ path: absolute, key: basename(absolute) });
    else
      throw new UsageError(
        `Expected a file or a folder but found ${kind ? 'neither' : 'nothing'} at ${path}`,
      );
  }
  found.photographs = found.photographs.filter(isFirst());
  expectDifferentKeys(found.photographs);
  if (found.photographs.length === 0)
    throw new UsageError(`Expected photographs in ${paths.join(', ')} but found none`);
  return found;
}

async function walk(folder: string, prefix: string, found: FoundPhotographs): Promise<void> {
  const names = (await readdir(folder, { encoding: 'buffer' })).sort(Buffer.compare);
  for (const bytes of names) {
    const name = bytes.toString();
    const key = `${prefix}${name}`;
    const path = `${folder}/${name}`;
    if (name.startsWith('.')) found.leftOut.push(`${key} (hidden)`);
    else if (!isUtf8(bytes)) found.leftOut.push(`${key} (a name that is not UTF-8, as S3's keys are)`);
    else {
      const kind = await stat(path).catch(() => undefined); // follows links
      if (kind?.isDirectory()) await walk(path, `${key}/`, found);
      else if (kind?.isFile()) found.photographs.push({ path, key });
      else found.leftOut.push(`${key} (neither file nor folder)`);
    }
  }
}

/** The same file may be named twice, also as one of its folder: it is taken once. */
function isFirst(): (photograph: Photograph) => boolean {
  const seen = new Set<string>();
  return ({ path, key }) => {
    const isNew = !seen.has(`${path}\0${key}`);
    seen.add(`${path}\0${key}`);
    return isNew;
  };
}

function expectDifferentKeys(photographs: readonly Photograph[]): void {
  const pathOfKey = new Map<string, string>();
  for (const { key, path } of photographs) {
    const other = pathOfKey.get(key);
    if (other)
      throw new UsageError(`${other} and ${path} would both become ${key}: name a folder above them instead`);
    pathOfKey.set(key, path);
  }
}
