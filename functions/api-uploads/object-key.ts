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
 * The name as it is read, of every script, signs and emoji too, composed (NFC). `_` stands for what nobody sees, such as a mark
 * that turns the direction of writing, and for what forms, shells and markup take for something else.
 */
export function toSafeName(name: string): string {
  return name.normalize('NFC').replaceAll(/["\\<>{}^`|$]|[^\p{L}\p{M}\p{N}\p{P}\p{S} \u200c\u200d]/gu, '_'); // joiners: 👩‍🚀
}
