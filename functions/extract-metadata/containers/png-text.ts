// PNG's text chunks: a keyword and a text, which may be a whole block of another kind of metadata.

import { constants, inflateSync } from 'node:zlib';
import { bytesSource } from '../../shared/files/byte-source.ts';
import { decodeBytes } from '../text.ts';
import { addExif, addIptc, addXmp, type Container } from './container.ts';

/** The keywords that are read, as tags. Programs differ in the case of the first letter. */
const TAGS: ReadonlyMap<string, string> = new Map([
  ['title', 'PNG:Title'],
  ['author', 'PNG:Author'],
  ['artist', 'PNG:Artist'],
  ['description', 'PNG:Description'],
  ['comment', 'PNG:Comment'],
  ['copyright', 'PNG:Copyright'],
  ['creation time', 'PNG:CreationTime'],
  ['create-date', 'PNG:CreateDate'],
  ['make', 'PNG:Make'],
  ['model', 'PNG:Model'],
  ['software', 'PNG:Software'],
]);

const XMP_KEYWORD = 'XML:com.adobe.xmp';
/** How a JPEG's segment of XMP begins. */
const JPEG_XMP = 'http://ns.adobe.com/xap/1.0/\0';

const RAW_PROFILE = /^Raw profile type (exif|APP1|iptc|8bim|xmp|icc|icm)$/;

/** Longest text that is decoded: far more than enters a record. */
const MAX_TEXT_BYTES = 65_536;

/** What a compressed chunk may become: the colour profiles of printers reach 3 MB. */
const MAX_INFLATED_BYTES = 4_194_304;

/** Text is Latin-1 in tEXt and in zTXt, which is compressed, and UTF-8 in iTXt, which may be. Programs write UTF-8 in all. */
export type PngTextType = 'tEXt' | 'zTXt' | 'iTXt';

export function readPngText(type: PngTextType, chunk: Buffer, found: Container): void {
  const keyword = chunk.toString('latin1', 0, Math.max(0, chunk.indexOf(0)));
  const rawProfile = RAW_PROFILE.exec(keyword)?.[1];
  const tag = TAGS.get(keyword.toLowerCase());
  if (keyword !== XMP_KEYWORD && rawProfile === undefined && tag === undefined) return;

  const bytes = textBytes(type, chunk.subarray(keyword.length + 1));
  if (bytes === undefined) found.warnings.push(`The text chunk ${keyword} is damaged`);
  else if (keyword === XMP_KEYWORD) addXmp(found, bytes);
  else if (rawProfile !== undefined) addRawProfile(rawProfile, bytes, found);
  else if (tag !== undefined && !found.texts.some(({ name }) => name === tag)) {
    found.texts.push({ name: tag, text: decodeBytes(bytes.subarray(0, MAX_TEXT_BYTES)) });
  }
}

/** @returns What is compressed as zlib does, or undefined where it is damaged or too much. */
export function inflate(bytes: Buffer): Buffer | undefined {
  try {
    // A chunk that is longer than what is read of it, or breaks off, gives what there is.
    return inflateSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

function textBytes(type: PngTextType, content: Buffer): Buffer | undefined {
  if (type === 'tEXt') return content;
  if (type === 'zTXt') return inflate(content.subarray(1)); // behind the method of compression
  // A flag and a method of compression, a language, a translated keyword, and the text.
  const languageEnd = content.indexOf(0, 2);
  const textStart = content.indexOf(0, languageEnd + 1) + 1;
  if (languageEnd < 0 || textStart === 0) return undefined;
  const text = content.subarray(textStart);
  return content[0] === 1 ? inflate(text) : text;
}

/** ImageMagick's way to carry other metadata in PNG: a name, a length, and the bytes in hex, on lines of their own. */
function addRawProfile(kind: string, text: Buffer, found: Container): void {
  const lines = text.toString('latin1').trim().split('\n');
  const profile = Buffer.from(lines.slice(2).join('').replace(/\s/g, ''), 'hex');
  const isXmp = profile.toString('latin1', 0, JPEG_XMP.length) === JPEG_XMP;
  if (isXmp)
    addXmp(found, profile.subarray(JPEG_XMP.length)); // APP1 may be either, as in a JPEG
  else if (kind === 'exif' || kind === 'APP1') addExif(found, bytesSource(profile));
  else if (kind === 'iptc' || kind === '8bim') addIptc(found, profile);
  else if (kind === 'xmp') addXmp(found, profile);
  else found.icc ??= profile;
}
