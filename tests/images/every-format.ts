// One file of every format, each as full of metadata as it can be.

import sharp from 'sharp';
import { encodeBmp } from './bmp.ts';
import { ascii, byteValues, longs, rationals, shorts, toExif, undefinedBytes } from './exif.ts';
import { encodeHeic } from './heic.ts';
import { exifSegment, photoshopSegment, xmpSegment } from './jpeg.ts';
import { EXIF_UUID, encodeJpeg2000, toJp2, XMP_UUID } from './jpeg-2000.ts';
import { encodeJpegXl } from './jxl.ts';
import { insertBehindPicture, toTextChunk } from './png.ts';
import { encodePsd } from './psd.ts';
import { quadrants } from './quadrants.ts';
import { toRaf, toTiff } from './raw.ts';
import { encodeTiff, type TiffPage } from './tiff.ts';

const IFD0 = {
  270: ascii('A ship at sea'),
  271: ascii('Acme'),
  272: ascii('Acme 1'),
  274: shorts(6),
  33432: ascii('Ada\0Ben'),
  40091: byteValues(...Buffer.from('At sea\0', 'utf16le')),
};

const EXPOSURE = {
  33434: rationals([1, 80]),
  33437: rationals([28, 10]),
  34855: shorts(400),
  36867: ascii('2024:05:01 10:20:30'),
  36881: ascii('+02:00'),
  37510: undefinedBytes(Buffer.from('UNICODE\0S\0e\0a\0', 'latin1')),
};

const SATELLITES = {
  1: ascii('S'),
  2: rationals([33, 1], [51, 1], [252, 10]),
  3: ascii('E'),
  4: rationals([151, 1], [12, 1], [18, 1]),
  7: rationals([8, 1], [20, 1], [30, 1]),
  29: ascii('2024:05:01'),
};

const EXIF = toExif({ ifd0: IFD0, exif: EXPOSURE, gps: SATELLITES });

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="3">
<dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>harbour</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>`;

/** A caption in IPTC, inside Photoshop's resources. */
const PHOTOSHOP = Buffer.from('8BIM\x04\x04\0\0\0\0\0\x0b\x1c\x02\x78\0\x06A ship\0', 'latin1');

export async function everyFormat(): Promise<{ name: string; bytes: Buffer }[]> {
  const { pixels, width, height } = quadrants(96, 64);
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } })
    .withExif({ IFD0: { Make: 'Acme' } })
    .withXmp(XMP)
    .withIccProfile('p3');
  const jpeg = await picture.clone().jpeg().toBuffer();
  const png = insertBehindPicture(await picture.clone().png().toBuffer(), toTextChunk('Author', 'Ada'));
  return [
    { name: 'jpeg', bytes: withSegments(jpeg) },
    { name: 'png', bytes: png },
    { name: 'webp', bytes: await picture.clone().webp().toBuffer() },
    { name: 'gif', bytes: await picture.clone().gif().toBuffer() },
    { name: 'tiff', bytes: await picture.clone().tiff({ compression: 'lzw' }).toBuffer() },
    { name: 'avif', bytes: await picture.clone().avif({ effort: 0 }).toBuffer() },
    { name: 'heic', bytes: encodeHeic(quadrants(96, 64), { exif: EXIF, orientation: 6 }) },
    { name: 'raf', bytes: toRaf(withSegments(jpeg)) },
    { name: 'cr3', bytes: toCr3() },
    { name: 'nef', bytes: toNef() },
    { name: 'jxl', bytes: toJpegXl() },
    {
      name: 'jxl',
      bytes: await encodeJpegXl(quadrants(96, 64), { codePoints: { primaries: 9, transfer: 16 } }),
    },
    { name: 'jp2', bytes: await toJpeg2000() },
    { name: 'tiff', bytes: toSamples() },
    { name: 'psd', bytes: toPsd() },
    { name: 'bmp', bytes: toBmp() },
  ];
}

function withSegments(jpeg: Buffer): Buffer {
  const segments = [exifSegment(EXIF), xmpSegment(XMP), photoshopSegment(PHOTOSHOP)].map(
    ([marker, content]) => {
      const head = Buffer.from([0xff, marker, 0, 0]);
      head.writeUInt16BE(content.length + 2, 2);
      return Buffer.concat([head, content]);
    },
  );
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

async function toJpeg2000(): Promise<Buffer> {
  const uuids = new Map([
    [EXIF_UUID, EXIF],
    [XMP_UUID, Buffer.from(XMP)],
  ]);
  return toJp2(await encodeJpeg2000(quadrants(96, 64)), { uuids });
}

/** A thumbnail, and behind it floating-point samples with a band more than colours, in ZSTD. */
function toSamples(): Buffer {
  const page = (width: number, height: number): TiffPage => ({
    width,
    height,
    bitsPerSample: 32,
    sampleFormat: 3,
    photometric: 2,
    extraSamples: [0],
    compression: 'zstd',
    pixelAt: (x, y) => [x / width, y / height, 0.5, 0],
  });
  return encodeTiff([{ ...page(24, 16), newSubfileType: 1 }, page(96, 64)]);
}

function toPsd(): Buffer {
  const { pixels, width, height } = quadrants(96, 64);
  const planes = [0, 1, 2].map((channel) => Buffer.from(pixels.filter((_, index) => index % 3 === channel)));
  const resources = new Map([
    [0x0422, EXIF],
    [0x0424, Buffer.from(XMP)],
  ]);
  return encodePsd({ width, height, bitDepth: 8, mode: 3, planes, resources, isRle: true });
}

/** Sixteen rows of four runs. */
function toBmp(): Buffer {
  const row = [16, 0, 16, 1, 0, 4, 0, 1, 0, 1, 28, 1, 0, 0];
  const data = Buffer.from([...Array.from({ length: 16 }, () => row).flat(), 0, 1]);
  const palette = Buffer.from([200, 90, 40, 0, 30, 30, 220, 0]);
  return encodeBmp({ width: 64, height: 16, bitsPerPixel: 8, compression: 1, palette, data });
}

function toNef(): Buffer {
  const sensor = new Map([
    [0x0100, 6000],
    [0x0101, 4000],
    [0x0106, 32_803],
  ]);
  return toTiff([
    new Map([
      ...new Map<number, string | (typeof sensor)[]>([
        [0x010f, 'NIKON'],
        [0x014a, [sensor]],
      ]),
    ]),
  ]);
}

/** Canon's boxes of metadata, and no picture. */
function toCr3(): Buffer {
  const size = { 256: longs(6000), 257: longs(4000) };
  const directories = Buffer.concat([
    box('CMT1', toExif({ ifd0: { ...size, ...IFD0 } })),
    box('CMT2', toExif({ ifd0: EXPOSURE })),
    box('CMT4', toExif({ ifd0: SATELLITES })),
  ]);
  const uuid = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex');
  return Buffer.concat([
    box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1')),
    box('moov', box('uuid', Buffer.concat([uuid, directories]))),
  ]);
}

/** The boxes around a codestream that is all header: 8 × 8 px. */
function toJpegXl(): Buffer {
  return Buffer.concat([
    Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1'),
    box('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')),
    box('Exif', Buffer.concat([Buffer.alloc(4), EXIF])),
    box('xml ', Buffer.from(XMP)),
    box('jxlc', Buffer.from([0xff, 0x0a, 0x41, 0x00, 0x00])),
  ]);
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4);
  return Buffer.concat([head, content]);
}
