// What a key says of itself: whose photograph it is, and how to call it.

import { SHARED_OWNER } from './owner.ts';

/** `uploads/<owner>/<ulid>/<name>`: the keys that the API gives. Any other came straight into the bucket. */
const UPLOAD_KEY = /^uploads\/([\w-]{1,64})\/[0-9A-HJKMNP-TV-Z]{26}\/(.+)$/s;

export function toOwner(key: string): string {
  return UPLOAD_KEY.exec(key)?.[1] ?? SHARED_OWNER;
}

/** The file's name with its folders, as it was uploaded; of a key that the API did not give, the key. */
export function toImageName(key: string): string {
  return UPLOAD_KEY.exec(key)?.[2] ?? key;
}
