// Colours that a file names without an ICC profile.

import { bytesSource } from '../../shared/files/byte-source.ts';
import { readHeifItems } from '../../shared/files/heif-items.ts';
import { boxesIn } from '../../shared/files/iso-boxes.ts';
import { TiffReader } from '../../shared/files/tiff.ts';
import { ADOBE_RGB } from './chromaticities.ts';
import type { CodePoints } from './code-points.ts';
import { toMatrixProfile } from './matrix-profile.ts';

const ADOBE_RGB_GAMMA = 563 / 256; // Adobe RGB (1998), 4.3.4

// Exif 3.0 (CIPA DC-008), and DCF 2.0 for the index
const EXIF_IFD = 0x8769;
const INTEROPERABILITY_IFD = 0xa005;
const INTEROPERABILITY_INDEX = 0x0001;
const DCF_OPTION_FILE = 'R03'; // Adobe RGB: cameras write it instead of a profile

/** @returns The code points of an AVIF file, where it has them. */
export function readNclx(avif: Buffer): CodePoints | undefined {
  const meta = boxesIn(avif).find(({ type }) => type === 'meta');
  if (meta === undefined) return undefined;
  const { primaryId, propertiesOf } = readHeifItems(avif.subarray(meta.start, meta.end));
  const colors = propertiesOf(primaryId ?? 0).find(
    ({ type, content }) => type === 'colr' && content.toString('latin1', 0, 4) === 'nclx',
  )?.content;
  if (colors === undefined || colors.length < 8) return undefined;
  return { primaries: colors.readUInt16BE(4), transfer: colors.readUInt16BE(6) };
}

/**
 * @param exif - The EXIF block as sharp gives it, with or without the prefix `Exif`.
 * @returns The Adobe RGB profile where the camera says that it worked in Adobe RGB.
 */
export async function readExifProfile(exif: Buffer): Promise<Buffer | undefined> {
  const start = exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0;
  const tiff = await TiffReader.open(bytesSource(exif.subarray(start)));
  if (tiff === undefined) return undefined;
  let ifd = await tiff.readIfd(tiff.firstIfdOffset);
  for (const pointer of [EXIF_IFD, INTEROPERABILITY_IFD]) {
    const entry = ifd?.entries.get(pointer);
    const [offset] = entry ? await tiff.readNumbers(entry) : [];
    ifd = offset ? await tiff.readIfd(offset) : undefined;
  }
  const index = ifd?.entries.get(INTEROPERABILITY_INDEX);
  if (index === undefined || !(await tiff.readBytes(index)).toString('latin1').startsWith(DCF_OPTION_FILE)) {
    return undefined;
  }
  return toMatrixProfile('Adobe RGB', ADOBE_RGB, (signal) => signal ** ADOBE_RGB_GAMMA);
}
