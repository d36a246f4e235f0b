// Bytes that a file calls text, as text.

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/**
 * Decodes text whose encoding the file does not name: UTF-8 where the bytes are valid UTF-8, else Windows-1252
 * (Latin-1 and a little more). EXIF says ASCII, and cameras and programs write both.
 *
 * @returns The text up to the first NUL, trimmed; undefined where nothing remains.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  const content = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return cleanText(utf8.decode(content));
  } catch {
    return cleanText(windows1252.decode(content));
  }
}

/** Decodes UTF-16 up to the first NUL character. */
export function decodeUtf16(bytes: Uint8Array, byteOrder: 'le' | 'be'): string | undefined {
  const text = new TextDecoder(`utf-16${byteOrder}`).decode(bytes);
  const end = text.indexOf('\0');
  return cleanText(end < 0 ? text : text.slice(0, end));
}

/**
 * Decodes EXIF's UserComment: eight bytes name the encoding of the rest.
 *
 * @param byteOrder - Of the EXIF block; what a Unicode comment without a byte order mark is written in, by the
 *   standard. Programs write either, so the zero bytes of Western letters decide where there are some.
 */
export function decodeUserComment(bytes: Uint8Array, byteOrder: 'le' | 'be'): string | undefined {
  const encoding = Buffer.from(bytes.subarray(0, 8))
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .toUpperCase();
  const comment = bytes.subarray(8);
  if (encoding === 'UNICODE') return decodeUtf16(comment, guessByteOrder(comment) ?? byteOrder);
  if (encoding === 'JIS') return cleanText(new TextDecoder('iso-2022-jp').decode(comment));
  if (encoding === 'ASCII' || encoding === '') return decodeText(comment);
  return decodeText(bytes); // written without the prefix
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
