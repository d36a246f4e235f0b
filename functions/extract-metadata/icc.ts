// ICC profiles (ICC.1:2022): their name.

import { decodeText, decodeUtf16 } from './text.ts';

const TAG_TABLE = 128;

/** Profiles have about 20 tags. */
const MAX_TAGS = 100;

/**
 * @param profile - The profile, or the start of it: the description lies near the start.
 * @returns Its description, such as `Display P3`; undefined where it has none.
 */
export function readProfileName(profile: Buffer): string | undefined {
  if (profile.length < TAG_TABLE + 4 || profile.toString('latin1', 36, 40) !== 'acsp') return undefined;
  const count = Math.min(profile.readUInt32BE(TAG_TABLE), MAX_TAGS);
  for (let index = 0; index < count; index++) {
    const entry = TAG_TABLE + 4 + index * 12;
    if (entry + 12 > profile.length) return undefined;
    if (profile.toString('latin1', entry, entry + 4) !== 'desc') continue;
    const offset = profile.readUInt32BE(entry + 4);
    return readDescription(profile.subarray(offset, offset + profile.readUInt32BE(entry + 8)));
  }
  return undefined;
}

/** Version 2 profiles hold ASCII, version 4 profiles a list of languages in UTF-16. */
function readDescription(tag: Buffer): string | undefined {
  if (tag.length < 16) return undefined;
  const type = tag.toString('latin1', 0, 4);
  if (type === 'desc') return decodeText(tag.subarray(12, 12 + tag.readUInt32BE(8)));
  if (type === 'text') return decodeText(tag.subarray(8));
  if (type !== 'mluc' || tag.length < 28) return undefined;
  const length = tag.readUInt32BE(20);
  const offset = tag.readUInt32BE(24);
  return decodeUtf16(tag.subarray(offset, offset + length), 'be');
}
