// What a file is, from its first bytes: never from its name or its declared type.

/** The image formats that are read. RAW formats that are TIFF files inside are told apart by ./containers/tiff.ts. */
export type Signature =
  | 'jpeg'
  | 'png'
  | 'webp'
  | 'gif'
  | 'tiff'
  | 'heif'
  | 'cr3'
  | 'raf'
  | 'jxl'
  | 'jp2'
  | 'psd'
  | 'bmp';

/** Bytes at an offset; `?` in a pattern is any byte. */
interface Magic {
  readonly offset?: number;
  readonly bytes: string;
}

const IMAGES: readonly (readonly [Signature, Magic])[] = [
  ['jpeg', { bytes: '\xff\xd8' }], // a narrower signature refuses valid files
  ['png', { bytes: '\x89PNG\r\n\x1a\n' }],
  ['webp', { bytes: 'RIFF????WEBP' }],
  ['gif', { bytes: 'GIF87a' }],
  ['gif', { bytes: 'GIF89a' }],
  ['tiff', { bytes: 'II*\0' }],
  ['tiff', { bytes: 'MM\0*' }],
  ['tiff', { bytes: 'II+\0' }],
  ['tiff', { bytes: 'MM\0+' }],
  ['tiff', { bytes: 'IIU\0' }], // Panasonic RW2
  ['tiff', { bytes: 'IIRO' }], // Olympus ORF
  ['tiff', { bytes: 'IIRS' }],
  ['tiff', { bytes: 'MMOR' }],
  ['psd', { bytes: '8BPS\0\x01' }],
  ['psd', { bytes: '8BPS\0\x02' }], // PSB, for large documents
  ['bmp', { bytes: 'BM????\0\0\0\0' }],
  ['raf', { bytes: 'FUJIFILMCCD-RAW' }],
  ['jxl', { bytes: '\0\0\0\x0cJXL \r\n\x87\n' }],
  ['jxl', { bytes: '\xff\x0a' }],
  ['jp2', { bytes: '\0\0\0\x0cjP  \r\n\x87\n' }],
  ['jp2', { bytes: '\xff\x4f\xff\x51' }],
];

/** What people upload by mistake, by media type. */
const OTHERS: readonly (readonly [string, Magic])[] = [
  ['application/pdf', { bytes: '%PDF-' }],
  ['application/postscript', { bytes: '%!PS' }],
  ['application/postscript', { bytes: '\xc5\xd0\xd3\xc6' }],
  ['image/x-icon', { bytes: '\0\0\x01\0' }],
  ['image/x-tga', { bytes: '\0\0\x02\0\0\0\0\0' }], // plain, and in runs
  ['image/x-tga', { bytes: '\0\0\x0a\0\0\0\0\0' }],
  ['image/x-win-bitmap', { bytes: '\0\0\x02\0' }],
  ['image/icns', { bytes: 'icns' }],
  ['image/x-exr', { bytes: 'v/1\x01' }],
  ['image/vnd.radiance', { bytes: '#?RADIANCE' }],
  ['image/x-sigma-x3f', { bytes: 'FOVb' }],
  ['image/x-canon-crw', { offset: 6, bytes: 'HEAPCCDR' }],
  ['image/x-minolta-mrw', { bytes: '\0MRM' }],
  ['image/bpg', { bytes: 'BPG\xfb' }],
  ['image/flif', { bytes: 'FLIF' }],
  ['image/fits', { bytes: 'SIMPLE  =' }],
  ...[...'1234567'].map((kind): [string, Magic] => ['image/x-portable-anymap', { bytes: `P${kind}\n` }]),
  ['image/vnd.zbrush.pcx', { bytes: '\x0a\x05\x01?\0\0\0\0' }],
  ['image/x-sgi', { bytes: '\x01\xda?\x01' }],
  ['image/vnd.ms-dds', { bytes: 'DDS \x7c\0\0\0' }],
  ['image/x-dpx', { bytes: 'SDPX' }],
  ['image/x-dpx', { bytes: 'XPDS' }],
  ['image/wmf', { bytes: '\xd7\xcd\xc6\x9a' }],
  ['image/emf', { offset: 40, bytes: ' EMF' }],
  ['application/dicom', { offset: 128, bytes: 'DICM' }],
  // The file beside each of a Mac's on another disk, `._IMG_0001.JPG`, which holds none of its picture.
  ["a Mac's AppleDouble file", { bytes: '\0\x05\x16\x07' }],
  ['image/qoi', { bytes: 'qoif' }],
  ['image/vnd.ms-photo', { bytes: 'II\xbc' }],
  ['image/x-xcf', { bytes: 'gimp xcf' }],
  ['image/vnd.djvu', { bytes: 'AT&TFORM' }],
  ['video/webm', { bytes: '\x1a\x45\xdf\xa3' }],
  ['video/x-msvideo', { bytes: 'RIFF????AVI ' }],
  ['audio/wav', { bytes: 'RIFF????WAVE' }],
  ['video/x-ms-asf', { bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' }],
  ['video/x-flv', { bytes: 'FLV\x01' }],
  ['video/mpeg', { bytes: '\0\0\x01\xba' }],
  ['video/mpeg', { bytes: '\0\0\x01\xb3' }],
  ['video/mp2t', { bytes: `G${'?'.repeat(187)}G${'?'.repeat(187)}G` }],
  ['video/mp2t', { offset: 4, bytes: `G${'?'.repeat(191)}G${'?'.repeat(191)}G` }], // camcorders' MTS
  ['video/quicktime', { offset: 4, bytes: 'moov' }],
  ['video/quicktime', { offset: 4, bytes: 'mdat' }],
  ['video/quicktime', { offset: 4, bytes: 'wide' }],
  ['video/quicktime', { offset: 4, bytes: 'free' }],
  ['video/quicktime', { offset: 4, bytes: 'skip' }],
  ['video/quicktime', { offset: 4, bytes: 'pnot' }],
  ['audio/mpeg', { bytes: 'ID3\x02' }],
  ['audio/mpeg', { bytes: 'ID3\x03' }],
  ['audio/mpeg', { bytes: 'ID3\x04' }],
  ['audio/ogg', { bytes: 'OggS' }],
  ['audio/aiff', { bytes: 'FORM????AIF' }],
  ['audio/flac', { bytes: 'fLaC' }],
  ['application/gzip', { bytes: '\x1f\x8b' }],
  ['application/x-7z-compressed', { bytes: "7z\xbc\xaf'\x1c" }],
  ['application/vnd.rar', { bytes: 'Rar!\x1a\x07' }],
  ['application/x-bzip2', { bytes: 'BZh?1AY&SY' }],
  ['application/x-xz', { bytes: '\xfd7zXZ\0' }],
  ['application/zstd', { bytes: '\x28\xb5\x2f\xfd' }],
  ['application/x-tar', { offset: 257, bytes: 'ustar' }],
  ['application/x-cfb', { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' }], // Word, Excel and PowerPoint before 2007
  ['application/vnd.sqlite3', { bytes: 'SQLite format 3\0' }],
  ['application/x-executable', { bytes: '\x7fELF' }],
  ['application/vnd.microsoft.portable-executable', { bytes: 'MZ?\0' }],
  ['application/java-archive', { bytes: '\xca\xfe\xba\xbe' }],
  ['application/wasm', { bytes: '\0asm' }],
  ['font/ttf', { bytes: '\0\x01\0\0\0' }],
  ['font/otf', { bytes: 'OTTO' }],
  ['font/woff', { bytes: 'wOFF' }],
  ['font/woff2', { bytes: 'wOF2' }],
];

/** ISO base media: the brands of image files, and the types of what else has an `ftyp` box. */
const IMAGE_BRANDS: readonly string[] = [
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'mif2',
  'msf1',
  'avif',
  'avis',
];
const MOVIE_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^qt/, 'video/quicktime'],
  [/^3g[p2]/, 'video/3gpp'],
  [/^M4A/, 'audio/mp4'],
  [/^/, 'video/mp4'],
];

/** Zip files by a folder in them. */
const ZIP_TYPES: readonly (readonly [string, string])[] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

/** The bytes that are enough to tell what a file is. */
export const SIGNATURE_BYTES = 4_096;

/** @returns The image format, or the media type of what was found instead. */
export function identify(head: Buffer): { image: Signature } | { found: string } {
  if (head.length === 0) return { found: 'an empty file' };
  if (head.every((byte) => byte === 0)) return { found: 'zeros alone' }; // room for a file that was never written
  const image = IMAGES.find(([, magic]) => matches(head, magic))?.[0];
  if (image !== undefined) return { image };
  if (head.toString('latin1', 4, 8) === 'ftyp') return identifyIsobmff(head);
  if (head.toString('latin1', 0, 4) === 'PK\x03\x04') return { found: identifyZip(head) };
  const other = OTHERS.find(([, magic]) => matches(head, magic))?.[0];
  return { found: other ?? identifyText(head) ?? 'bytes of an unknown format' };
}

function matches(head: Buffer, { offset = 0, bytes }: Magic): boolean {
  const found = head.toString('latin1', offset, offset + bytes.length);
  return found.length === bytes.length && [...bytes].every((byte, at) => byte === '?' || byte === found[at]);
}

function identifyIsobmff(head: Buffer): { image: Signature } | { found: string } {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  if (brands.includes('crx ')) return { image: 'cr3' };
  if (brands.some((brand) => IMAGE_BRANDS.includes(brand))) return { image: 'heif' };
  return { found: MOVIE_TYPES.find(([brand]) => brand.test(brands[0] ?? ''))?.[1] ?? 'video/mp4' };
}

/** Office files are told by the folder of an entry; OpenDocument and EPUB by a first entry that holds the type. */
function identifyZip(head: Buffer): string {
  for (let at = 0; at >= 0; at = head.indexOf('PK\x03\x04', at + 4, 'latin1')) {
    const name = head.toString('latin1', at + 30, at + 80);
    const type = ZIP_TYPES.find(([folder]) => name.startsWith(folder))?.[1];
    if (type !== undefined) return type;
  }
  const mimeType = /^mimetype([a-z]+\/[\w.+-]+?)(?=PK|[^\w.+-]|$)/.exec(head.toString('latin1', 30));
  return mimeType?.[1] ?? 'application/zip';
}

/** Text is UTF-8 or UTF-16 without control characters; SVG, HTML and XML are named. */
function identifyText(head: Buffer): string | undefined {
  const isUtf16 = head.length >= 2 && (head.readUInt16BE(0) === 0xfeff || head.readUInt16BE(0) === 0xfffe);
  // The last bytes may be half a character.
  const content = head.length < SIGNATURE_BYTES ? head : head.subarray(0, -4);
  const text = isUtf16 ? 'text' : content.toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what no text contains
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) return undefined;
  if (/<svg[\s>]/i.test(text)) return 'image/svg+xml';
  if (/^\s*(\xef\xbb\xbf)?<(!doctype html|html)/i.test(text)) return 'text/html';
  if (/^\s*(\xef\xbb\xbf)?<\?xml/.test(text)) return 'application/xml';
  return 'text/plain';
}
