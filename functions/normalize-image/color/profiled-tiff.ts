// An uncompressed TIFF around pixels: the one way to hand sharp raw pixels together with their ICC profile.

/** What the samples of a pixel are, alpha not counted. */
export type PixelModel = 'Gray' | 'RGB' | 'CMYK';

/** Pixels in the colours of some profile, row by row, each sample of 16 bits in little-endian order. */
export interface ProfiledPixels {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
  readonly model: PixelModel;
  /** Behind the colours of each pixel stands its alpha, by which they are not multiplied. */
  readonly hasAlpha: boolean;
  readonly bitDepth: 8 | 16;
}

const HEADER_BYTES = 8;
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/** PhotometricInterpretation, and the number of samples. */
const MODELS: Readonly<Record<PixelModel, readonly [photometric: number, samples: number]>> = {
  Gray: [1, 1],
  RGB: [2, 3],
  CMYK: [5, 4],
};

type Entry = readonly [tag: number, type: number, count: number, value: number];

/** TIFF 6.0, and tag 34675 of the ICC specification. One strip holds all rows. */
export function toTiff(picture: ProfiledPixels, icc: Buffer = Buffer.alloc(0)): Buffer {
  const { pixels, width, height, model, hasAlpha, bitDepth } = picture;
  const [photometric, colors] = MODELS[model];
  const channels = colors + (hasAlpha ? 1 : 0);
  // The values of an entry that fit into four bytes stand in it; a list of equal ones begins with two of them.
  const bitsPerSample = Buffer.alloc(channels * 2);
  for (let channel = 0; channel < channels; channel++) bitsPerSample.writeUInt16LE(bitDepth, channel * 2);
  const pixelsOffset = HEADER_BYTES;
  const bitsOffset = pixelsOffset + pixels.length + (pixels.length % 2);
  const iccOffset = bitsOffset + bitsPerSample.length;
  const ifdOffset = iccOffset + icc.length + (icc.length % 2);
  const bits = channels > 2 ? bitsOffset : bitDepth * (channels === 2 ? 65_537 : 1);

  const alpha: Entry[] = hasAlpha ? [[0x0152, SHORT, 1, 2]] : []; // ExtraSamples: straight alpha
  const profile: Entry[] = icc.length > 0 ? [[0x8773, UNDEFINED, icc.length, iccOffset]] : [];
  const entries: Entry[] = [
    [0x0100, LONG, 1, width],
    [0x0101, LONG, 1, height],
    [0x0102, SHORT, channels, bits],
    [0x0103, SHORT, 1, 1], // Compression: none
    [0x0106, SHORT, 1, photometric],
    [0x0111, LONG, 1, pixelsOffset],
    [0x0115, SHORT, 1, channels],
    [0x0116, LONG, 1, height], // RowsPerStrip
    [0x0117, LONG, 1, pixels.length],
    ...alpha,
    ...profile,
  ];
  const ifd = Buffer.alloc(2 + entries.length * 12 + 4);
  ifd.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + index * 12;
    ifd.writeUInt16LE(tag, at);
    ifd.writeUInt16LE(type, at + 2);
    ifd.writeUInt32LE(count, at + 4);
    ifd.writeUInt32LE(value, at + 8);
  }

  const tiff = Buffer.alloc(ifdOffset + ifd.length);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(ifdOffset, 4);
  pixels.copy(tiff, pixelsOffset);
  bitsPerSample.copy(tiff, bitsOffset);
  icc.copy(tiff, iccOffset);
  ifd.copy(tiff, ifdOffset);
  return tiff;
}
