// OpenJPEG in WebAssembly, in a memory of its own that is given back with the picture.

import createOpenJpeg, { type OpenJpegModule } from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import {
  JPEG_2000_COLORS,
  type Jpeg2000Codestream,
  type Jpeg2000Palette,
  toBox,
} from '../../shared/files/jpeg-2000-header.ts';
import { UndecodableError } from './decoded.ts';
import { readOpenJpeg } from './read-wasm.ts';
import { isWasmFailure } from './wasm-failure.ts';

export interface Wanted {
  /** One or three: the decoder gives no other numbers. */
  readonly channels: readonly number[];
  /** Three channels are luminance and two of colour difference, to be shown as red, green and blue. */
  readonly isYcc: boolean;
  readonly palette?: Jpeg2000Palette | undefined;
  /** How often the picture is halved. */
  readonly level: number;
}

export type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

const LEVEL_2_JPEG_2000 = 7; // the one compression type that there is
const ALL_LAYERS = 0;
const MAX_MESSAGES = 10;

export class OpenJpeg {
  /** What it said, in its own words: for the log. */
  readonly messages: string[];
  readonly #module: OpenJpegModule;

  private constructor(module: OpenJpegModule, messages: string[]) {
    this.#module = module;
    this.messages = messages;
  }

  static async start(): Promise<OpenJpeg> {
    const messages: string[] = [];
    const note = (line: string) => {
      if (/^\[(WARNING|ERROR)/.test(line) && messages.length < MAX_MESSAGES) messages.push(line);
    };
    const wasmBinary = await readOpenJpeg();
    return new OpenJpeg(await createOpenJpeg({ wasmBinary, print: note, printErr: note }), messages);
  }

  /**
   * @returns The wanted samples as they stand in the file, those of a pixel beside each other.
   * @throws {UndecodableError} When they are damaged.
   */
  decode(bytes: Uint8Array, codestream: Jpeg2000Codestream, wanted: Wanted): Samples {
    try {
      const decoder = new this.#module.J2KDecoder();
      const head = toHead(codestream, wanted, bytes.length);
      const file = decoder.getEncodedBuffer(head.length + bytes.length);
      file.set(head);
      file.set(bytes, head.length);
      decoder.decodeSubResolution(wanted.level, ALL_LAYERS);
      const { bitsPerSample, componentCount } = decoder.getFrameInfo();
      const { buffer, byteOffset, length } = decoder.getDecodedBuffer();
      decoder.delete();
      const samples =
        bitsPerSample > 8
          ? new Uint16Array(buffer, byteOffset, length / 2)
          : new Uint8Array(buffer, byteOffset, length);
      const { width, height } = halved(codestream, wanted.level);
      const isWhole = samples.length === width * height * wanted.channels.length;
      if (isWhole && componentCount === wanted.channels.length) return samples;
    } catch (error) {
      if (typeof error !== 'number' && !isWasmFailure(error)) throw error; // a number is an exception of C++
    }
    const reason = 'Expected a picture in the JPEG 2000 but found its data damaged';
    throw new UndecodableError(reason, { decoderMessages: this.messages });
  }
}

export function halved({ width, height }: { width: number; height: number }, level: number) {
  return { width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) };
}

/**
 * The boxes of a JP2 around a codestream, whose head says that only the wanted channels are to be shown: a palette without
 * entries that maps components one to one (I.5.3.4 and I.5.3.5).
 */
function toHead(codestream: Jpeg2000Codestream, wanted: Wanted, codestreamBytes: number): Buffer {
  const { width, height, components } = codestream;
  const { channels, palette } = wanted;
  const depths = channels.map((channel) => (components[channel]?.bitDepth ?? 8) - 1);
  const ihdr = Buffer.alloc(14);
  ihdr.writeUInt32BE(height, 0);
  ihdr.writeUInt32BE(width, 4);
  ihdr.writeUInt16BE(components.length, 8);
  ihdr.set([depths[0] ?? 7, LEVEL_2_JPEG_2000], 10);
  const threeChannels = wanted.isYcc ? JPEG_2000_COLORS.sYcc : JPEG_2000_COLORS.sRgb;
  const colr = Buffer.from([1, 0, 0, 0, 0, 0, channels.length === 3 ? threeChannels : JPEG_2000_COLORS.grey]);
  const oneEntry = depths.flatMap((depth) => (depth > 7 ? [0, 0] : [0]));
  const select = Buffer.concat([
    toBox('pclr', Buffer.from([0, 1, channels.length, ...depths, ...oneEntry])),
    toBox('cmap', Buffer.from(channels.flatMap((channel) => [0, channel, 0, 0]))),
  ]);
  const jp2h = Buffer.concat([toBox('ihdr', ihdr), toBox('colr', colr), palette?.boxes ?? select]);
  const jp2c = toBox('jp2c', Buffer.alloc(0));
  jp2c.writeUInt32BE(codestreamBytes + 8);
  return Buffer.concat([
    toBox('jP  ', Buffer.from('\r\n\x87\n', 'latin1')),
    toBox('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
    toBox('jp2h', jp2h),
    jp2c,
  ]);
}
