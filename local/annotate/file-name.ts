// Where a key's picture is written: below the folder, whatever the key is, and each key elsewhere.

import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** On top of the key as it is, so that `dog.jpg`, `dog.png` and `dog` differ. */
const ENDING = '.annotated.jpg';

/** The usual file systems take names of 255 bytes; the ending comes on top. */
const LONGEST_NAME_BYTES = 200;

/**
 * `trip/dog.jpg` becomes `trip/dog.jpg.annotated.jpg`. What would lead out of the folder, or is no name on some system, is
 * percent-encoded: `../dog.jpg` becomes `.%2E/dog.jpg.annotated.jpg`.
 * Names differ as the keys do; where a file system takes upper for lower case, it takes those for the same too.
 */
export function toAnnotatedPath(folder: string, key: string): string {
  return join(folder, `${key.split('/').map(toName).join('/')}${ENDING}`);
}

/** A key's part between two slashes as a name that is one on every system. No two parts have the same. */
function toName(part: string): string {
  if (part === '') return '%2F';
  const name = part.replace(/[%~<>:"|?*\\\p{Cc}]|[. ]$/gu, encodeAsHex);
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
  const beginning = Buffer.from(name)
    .toString('utf8', 0, LONGEST_NAME_BYTES - 40)
    .replaceAll('\uFFFD', '');
  return `${beginning}~${createHash('sha256').update(part).digest('hex').slice(0, 32)}`;
}

function encodeAsHex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
