// JPEG 2000 in the strips and tiles of a TIFF, as a decoder of geotiff's.

import { addDecoder, BaseDecoder } from 'geotiff';
import { type Jpeg2000Codestream, readJpeg2000Codestream } from '../../shared/files/jpeg-2000-header.ts';
import { OpenJpeg } from './openjpeg.ts';

/** Adobe's number, and two of Aperio's: YCbCr, and RGB. */
export const TIFF_JPEG_2000: readonly number[] = [34712, 33003, 33005];

const APERIO_YCBCR = 33003;

/** Gives the samples of a pixel beside each other, those of 16 bits with the lower byte first, whatever the file's order. */
class Jpeg2000Decoder extends BaseDecoder {
  #openJpeg: Promise<OpenJpeg> | undefined; // one memory for all tiles of a picture

  override async decodeBlock(block: ArrayBufferLike): Promise<ArrayBufferLike> {
    const bytes = Buffer.from(block);
    const codestream = await readJpeg2000Codestream(bytes);
    const { tileWidth, tileHeight } = this.parameters;
    if (codestream === undefined || codestream.width > tileWidth || codestream.height > tileHeight) {
      throw new Error('Expected JPEG 2000 of the size of the tile');
    }
    this.#openJpeg ??= OpenJpeg.start();
    return joinChannels(await this.#openJpeg, bytes, codestream, this.isYcc);
  }

  /** Luminance and colour differences, which the codestream does not say. */
  get isYcc(): boolean {
    return false;
  }
}

class AperioYccDecoder extends Jpeg2000Decoder {
  override get isYcc(): boolean {
    return true;
  }
}

for (const compression of TIFF_JPEG_2000) {
  const decoder = compression === APERIO_YCBCR ? AperioYccDecoder : Jpeg2000Decoder;
  addDecoder(compression, async () => decoder, undefined, false);
}

function joinChannels(
  openJpeg: OpenJpeg,
  bytes: Buffer,
  codestream: Jpeg2000Codestream,
  isYcc: boolean,
): ArrayBuffer {
  const count = codestream.components.length;
  const all = Array.from({ length: count }, (_, channel) => channel);
  const groups = count < 3 ? all.map((one) => [one]) : [all.slice(0, 3), ...all.slice(3).map((one) => [one])];
  const pixels = codestream.width * codestream.height;
  const isWide = (codestream.components[0]?.bitDepth ?? 8) > 8;
  const joined = isWide ? new Uint16Array(pixels * count) : new Uint8Array(pixels * count);
  for (const channels of groups) {
    const samples = openJpeg.decode(bytes, codestream, { channels, isYcc, level: 0 });
    for (const [index, channel] of channels.entries()) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        joined[pixel * count + channel] = samples[pixel * channels.length + index] ?? 0;
      }
    }
  }
  return joined.buffer;
}
