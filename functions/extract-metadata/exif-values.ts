// What is written in a way of its own among EXIF's values: text in several encodings, and numbers as text.

import type { TagValue } from './tags.ts';
import { decodeText, decodeUserComment, decodeUtf16 } from './text.ts';

export type ByteOrder = 'le' | 'be';

type Decoder = (bytes: Buffer, byteOrder: ByteOrder) => TagValue;

/** Tags that the Exif standard, or Windows, writes as bytes of an encoding of their own. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['UserComment', (bytes, byteOrder) => toList(decodeUserComment(bytes, byteOrder))],
  ['XPTitle', decodeXpText],
  ['XPComment', decodeXpText],
  ['XPAuthor', decodeXpText],
  ['XPSubject', decodeXpText],
  ['XPKeywords', (bytes) => decodeXpText(bytes).flatMap((keywords) => keywords.split(';'))],
]);

/** @returns Whether the bytes of a tag's text are to be had as they are, however they were declared. */
export function isEncoded(tagName: string): boolean {
  return DECODERS.has(tagName);
}

/** @param byteOrder - Of the EXIF block. */
export function decodeValue(tagName: string, bytes: Buffer, byteOrder: ByteOrder): TagValue {
  if (tagName === 'Copyright') return decodeCopyright(bytes);
  return DECODERS.get(tagName)?.(bytes, byteOrder) ?? bytes;
}

/** `52,0,50.0` and `52 deg 0' 50.00"`: degrees, minutes and seconds as some programs write them. */
export function toNumberTexts(text: string | undefined): string[] {
  return text?.match(/[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?:\/\d+)?/gi) ?? [];
}

/** Windows writes UTF-16 in little-endian order, whatever the order of the block. */
function decodeXpText(bytes: Buffer): string[] {
  return toList(decodeUtf16(bytes, 'le'));
}

/** The photographer's and the editor's copyright are two texts, each ended by a NUL. */
function decodeCopyright(bytes: Buffer): string[] {
  const end = bytes.indexOf(0);
  const holders = end < 0 ? [bytes] : [bytes.subarray(0, end), bytes.subarray(end + 1)];
  const texts = holders.map((holder) => decodeText(holder)).filter((text) => text !== undefined);
  return toList(texts.join('\n') || undefined);
}

function toList(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}
