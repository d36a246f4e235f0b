// The tags of an ICC profile (ICC.1:2022, 7.3), and whether its colours can be those of a picture.

const TAG_TABLE = 128;
const MAX_TAGS = 100; // profiles have about 20

const COLORANTS: readonly string[] = ['rXYZ', 'gXYZ', 'bXYZ'];
const LUMINANCE_OFFSET = 12; // the Y of an XYZType, behind its signature and X
const FIXED_ONE = 65_536;

/** @returns The content of a tag, or undefined where the profile has none of this signature. */
export function readIccTag(icc: Buffer, signature: string): Buffer | undefined {
  if (icc.length < TAG_TABLE + 4) return undefined;
  const count = Math.min(icc.readUInt32BE(TAG_TABLE), MAX_TAGS);
  for (let index = 0; index < count; index++) {
    const entry = TAG_TABLE + 4 + index * 12;
    if (entry + 12 > icc.length) return undefined;
    if (icc.toString('latin1', entry, entry + 4) !== signature) continue;
    const offset = icc.readUInt32BE(entry + 4);
    return icc.subarray(offset, offset + icc.readUInt32BE(entry + 8));
  }
  return undefined;
}

/**
 * Programs have written profiles whose primaries are zeros, or overflows, with which every picture is of one colour.
 *
 * @returns Whether red, green and blue together are anything like white, whose luminance is 1; true of profiles by tables.
 */
export function hasPossibleColorants(icc: Buffer): boolean {
  const luminances = COLORANTS.flatMap((signature) => {
    const tag = readIccTag(icc, signature);
    return tag === undefined || tag.length < LUMINANCE_OFFSET + 4
      ? []
      : [tag.readInt32BE(LUMINANCE_OFFSET) / FIXED_ONE];
  });
  if (luminances.length < COLORANTS.length) return true;
  const white = luminances.reduce((sum, luminance) => sum + luminance, 0);
  return white > 0.5 && white < 2;
}
