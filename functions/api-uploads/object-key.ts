// Where an upload lies in the bucket: `uploads/<owner>/<ulid>/<safe name>`, a key that nobody has had before.

import { ulid } from 'ulid';

/** Below the 1,024 bytes of S3: 100 before the name, and a name of 300 characters has 900 at most. */
export function toNewKey(owner: string, name: string): string {
  return `${toOwnPrefix(owner)}${ulid()}/${toSafeName(name)}`;
}

/** Whether the key is one that the owner was given. */
export function isOwnKey(owner: string, key: string): boolean {
  return key.startsWith(toOwnPrefix(owner));
}

function toOwnPrefix(owner: string): string {
  return `uploads/${owner}/`;
}

/**
 * The name without what makes keys hard to handle: letters and digits of every script stay, spaces and usual marks too,
 * all else becomes `_`.
 * {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html}
 */
export function toSafeName(name: string): string {
  return name.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N} !\-_.'()+@,=/]/gu, '_');
}
