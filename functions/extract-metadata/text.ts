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

/** Trims, and drops the control characters that no text needs; undefined where nothing remains. */
export function cleanText(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').trim();
  return clean === '' ? undefined : clean;
}
