// Bytes that a file calls text, as text.

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/** The characters of Windows-1252 beyond ASCII in UTF-8. */
const BEYOND_ASCII: readonly Buffer[] = Array.from({ length: 0x80 }, (_, index) =>
  Buffer.from(windows1252.decode(Uint8Array.of(0x80 + index))),
);

/**
 * Decodes text whose encoding the file does not name: UTF-8 where the bytes are UTF-8, else Windows-1252 (Latin-1 and a
 * little more). EXIF says ASCII, and cameras and programs write both. A byte that is wrong in either costs no other.
 *
 * @returns The text up to the first NUL, trimmed; undefined where nothing remains.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  return cleanText(decodeBytes(end < 0 ? bytes : bytes.subarray(0, end)));
}

/** Decodes all bytes as `decodeText` does, and cleans nothing. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return decodeMixed(bytes);
  }
}

/**
 * Sequences of UTF-8 as such, and whatever stands between them as Windows-1252. A sequence that breaks off at the end of what
 * is UTF-8 otherwise was cut there, and is left out.
 */
function decodeMixed(bytes: Uint8Array): string {
  const utf8Bytes = Buffer.alloc(bytes.length * 3); // no character of Windows-1252 takes more
  let length = 0;
  let sequences = 0;
  let others = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] as number;
    const size = sequenceLength(bytes, at);
    if (size > 1) sequences++;
    const isCut = size === 0 && sequences > 0 && others === 0 && isCutSequence(bytes, at);
    if (isCut) break;
    if (size === 0) {
      others++;
      length += (BEYOND_ASCII[byte - 0x80] as Buffer).copy(utf8Bytes, length);
      at++;
    } else {
      utf8Bytes.set(bytes.subarray(at, at + size), length);
      length += size;
      at += size;
    }
  }
  return utf8Bytes.toString('utf8', 0, length);
}

/** @returns How many bytes the character of UTF-8 at `at` takes; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const size = claimedLength(bytes[at] ?? 0);
  for (let next = at + 1; next < at + size; next++) if (!isContinuation(bytes[next])) return 0;
  return size;
}

function isCutSequence(bytes: Uint8Array, at: number): boolean {
  const size = claimedLength(bytes[at] ?? 0);
  return size > bytes.length - at && bytes.subarray(at + 1).every(isContinuation);
}

/** By the first byte of a character; 0 for one that begins none. */
function claimedLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0;
}

/** Decodes UTF-16 up to the first NUL character. */
export function decodeUtf16(bytes: Uint8Array, byteOrder: 'le' | 'be'): string | undefined {
  return cleanText(untilNul(new TextDecoder(`utf-16${byteOrder}`).decode(bytes)));
}

/** Stands for a value that is there and no text. */
export const UNREADABLE_TEXT = '\uFFFD';

/** What no one writes: control characters, and code points that are no characters, or none of the public's. */
const UNREADABLE = /[\uFFFD\p{Co}\p{Cn}]|(?![\t\n\v\f\r])\p{Cc}/u;

/**
 * Decodes EXIF's UserComment: eight bytes name the encoding of the rest.
 *
 * @param byteOrder - Of the EXIF block; what a Unicode comment without a byte order mark is written in, by the
 *   standard. Programs write either, so the zero bytes of Western letters decide where there are some.
 * @returns undefined for blanks; U+FFFD for what is no text: makers keep values of their own there.
 */
export function decodeUserComment(bytes: Uint8Array, byteOrder: 'le' | 'be'): string | undefined {
  const encoding = Buffer.from(bytes.subarray(0, 8))
    .toString('latin1')
    .replace(/^\0.*|[\0 ]+$/s, '') // one NUL, and what was in memory before, is none
    .toUpperCase();
  const comment = bytes.subarray(8);
  const text = untilNul(decodeComment(encoding, comment, byteOrder) ?? decodeBytes(bytes));
  return UNREADABLE.test(text) ? UNREADABLE_TEXT : cleanText(text);
}

/** @returns undefined where the comment is written without the name of an encoding. */
function decodeComment(encoding: string, comment: Uint8Array, byteOrder: 'le' | 'be'): string | undefined {
  if (encoding === 'ASCII' || encoding === '') return decodeBytes(comment);
  if (encoding === 'JIS') return new TextDecoder('iso-2022-jp').decode(comment);
  if (encoding !== 'UNICODE') return undefined;
  if (!comment.includes(0) && comment.every((byte) => byte < 0x80)) return decodeBytes(comment); // called so in error
  const pairs = comment.subarray(0, comment.length - (comment.length % 2));
  return new TextDecoder(`utf-16${guessByteOrder(pairs) ?? byteOrder}`).decode(pairs);
}

function untilNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** By the byte order mark, or by which byte of each pair is more often zero. */
function guessByteOrder(bytes: Uint8Array): 'le' | 'be' | undefined {
  let zerosFirst = 0;
  let zerosSecond = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0 && bytes[at + 1] !== 0) zerosFirst++;
    if (bytes[at] !== 0 && bytes[at + 1] === 0) zerosSecond++;
  }
  if (zerosFirst === zerosSecond) return undefined;
  return zerosFirst > zerosSecond ? 'be' : 'le';
}

/** Cuts text to a number of characters, never through one that takes two UTF-16 units. */
export function truncateText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Trims, and drops the control characters that no text needs; undefined where nothing remains. */
export function cleanText(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').trim();
  return clean === '' ? undefined : clean;
}
