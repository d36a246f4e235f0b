// An HEVC encoder of the plainest kind: every block of 32 × 32 is PCM, its samples written as they are (ITU-T H.265).

import { BitWriter } from './bits.ts';
import type { RgbImage } from './quadrants.ts';

const BLOCK = 32; // CTB and coding unit

const NAL = { vps: 32, sps: 33, pps: 34, idr: 19 };

/** The parameter sets and the slice, each a NAL unit without a start code. */
export interface HevcPicture {
  readonly parameterSets: readonly { readonly type: number; readonly unit: Buffer }[];
  readonly slice: Buffer;
}

/** @param image - Both sides a multiple of 32; colours are coded as BT.601, full range, 4:2:0. */
export function encodeHevc(image: RgbImage): HevcPicture {
  return {
    parameterSets: [
      { type: NAL.vps, unit: toNalUnit(NAL.vps, videoParameterSet()) },
      { type: NAL.sps, unit: toNalUnit(NAL.sps, sequenceParameterSet(image)) },
      { type: NAL.pps, unit: toNalUnit(NAL.pps, pictureParameterSet()) },
    ],
    slice: toNalUnit(NAL.idr, slice(image)),
  };
}

/** 7.3.1: a header of two bytes, and a 3 between two zeros and what would look like a start code. */
function toNalUnit(type: number, payload: Buffer): Buffer {
  const bytes = [type << 1, 1];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}

/** 7.3.3: Main profile, level 3. Also the start of an `hvcC` box. */
export const PROFILE_TIER_LEVEL = Buffer.from([0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 90]);

/** 7.3.2.1 */
function videoParameterSet(): Buffer {
  return new BitWriter()
    .write(0b0000_1_1_000000_000_1, 16)
    .write(0xffff, 16)
    .bytes(PROFILE_TIER_LEVEL)
    .write(1, 1) // sub-layer ordering info: one picture is held, none reordered
    .golomb(0)
    .golomb(0)
    .golomb(0)
    .write(0, 6)
    .golomb(0)
    .write(0, 2)
    .trailing()
    .toBuffer();
}

/** 7.3.2.2 */
function sequenceParameterSet({ width, height }: RgbImage): Buffer {
  return new BitWriter()
    .write(0b0000_000_1, 8)
    .bytes(PROFILE_TIER_LEVEL)
    .golomb(0)
    .golomb(1) // chroma_format_idc: 4:2:0
    .golomb(width)
    .golomb(height)
    .write(0, 1)
    .golomb(0) // 8 bits
    .golomb(0)
    .golomb(4)
    .write(1, 1)
    .golomb(0)
    .golomb(0)
    .golomb(0)
    .golomb(1) // coding blocks of 16 …
    .golomb(1) // … to 32
    .golomb(0) // transform blocks of 4 …
    .golomb(3) // … to 32
    .golomb(0)
    .golomb(0)
    .write(0b000, 3) // no scaling list, no asymmetric partitions, no sample adaptive offset
    .write(1, 1) // pcm_enabled_flag
    .write(7, 4)
    .write(7, 4)
    .golomb(1) // PCM blocks of 16 …
    .golomb(1) // … to 32
    .write(1, 1) // pcm_loop_filter_disabled_flag
    .golomb(0)
    .write(0b00000, 5)
    .trailing()
    .toBuffer();
}

/** 7.3.2.3 */
function pictureParameterSet(): Buffer {
  return new BitWriter()
    .golomb(0)
    .golomb(0)
    .write(0b0_0_000_0_0, 7)
    .golomb(0)
    .golomb(0)
    .golomb(0)
    .write(0b000, 3)
    .golomb(0)
    .golomb(0)
    .write(0b0_0_0_0_0_0_0, 7)
    .write(0b1_0_1, 3) // deblocking is switched off
    .write(0b00, 2)
    .golomb(0)
    .write(0b00, 2)
    .trailing()
    .toBuffer();
}

/** 7.3.6 and 7.3.8: the header of an I slice, then the blocks row by row. */
function slice(image: RgbImage): Buffer {
  const bits = new BitWriter().write(0b1_0, 2).golomb(0).golomb(2).golomb(0).trailing();
  const coder = new ArithmeticCoder(bits);
  const planes = toPlanes(image);
  for (let y = 0; y < image.height; y += BLOCK) {
    for (let x = 0; x < image.width; x += BLOCK) {
      coder.notSplit();
      coder.terminate(); // pcm_flag
      bits.alignWithZeros();
      bits.bytes(block(planes.luma, image.width, x, y, BLOCK));
      for (const plane of [planes.cb, planes.cr]) {
        bits.bytes(block(plane, image.width / 2, x / 2, y / 2, BLOCK / 2));
      }
      coder.restart();
      const isLast = x + BLOCK === image.width && y + BLOCK === image.height;
      if (isLast) coder.terminate();
      else coder.goOn();
    }
  }
  return bits.alignWithZeros().toBuffer();
}

function* block(
  plane: Uint8Array,
  stride: number,
  left: number,
  top: number,
  size: number,
): Generator<number> {
  for (let y = top; y < top + size; y++) yield* plane.subarray(y * stride + left, y * stride + left + size);
}

/** BT.601, full range; each chroma sample is that of the upper left of four pixels. */
function toPlanes({ pixels, width, height }: RgbImage) {
  const luma = new Uint8Array(width * height);
  const cb = new Uint8Array((width / 2) * (height / 2));
  const cr = new Uint8Array(cb.length);
  for (let index = 0; index < luma.length; index++) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(index * 3, index * 3 + 3);
    const y = 0.299 * red + 0.587 * green + 0.114 * blue;
    luma[index] = Math.round(y);
    const [column, row] = [index % width, Math.floor(index / width)];
    if (column % 2 === 1 || row % 2 === 1) continue;
    const at = (row / 2) * (width / 2) + column / 2;
    cb[at] = Math.min(Math.round(128 + (blue - y) / 1.772), 255);
    cr[at] = Math.min(Math.round(128 + (red - y) / 1.402), 255);
  }
  return { luma, cb, cr };
}

/** 9.3.4.3.2, table 9-52: rangeTabLps for qRangeIdx 3, the only one that occurs, by the state of the context. */
const LPS_RANGES = [
  240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110, 104, 99, 94, 89, 85, 80, 76,
  72, 69, 65, 62, 59, 56, 53, 50, 48, 45, 43, 41, 39, 37, 35, 33, 31, 30, 28, 27, 25, 24, 23, 22, 21, 20, 19,
  18, 17, 16, 15, 14, 14, 13, 12, 12, 11, 11, 10,
];

/** 9.3.4: the arithmetic coder, as far as PCM blocks need it: every decision is the more probable one. */
class ArithmeticCoder {
  readonly #bits: BitWriter;
  #low = 0;
  #range = 510;
  #isFirstBit = true;
  #outstanding = 0;
  /** Of split_cu_flag: its initial value 139 gives state 0 at QP 26, and 0 as the more probable value. */
  #state = 0;

  constructor(bits: BitWriter) {
    this.#bits = bits;
  }

  restart(): void {
    this.#low = 0;
    this.#range = 510;
    this.#isFirstBit = true;
    this.#outstanding = 0;
  }

  /** split_cu_flag of 0. */
  notSplit(): void {
    this.#range -= LPS_RANGES[this.#state] ?? 0;
    this.#state = Math.min(this.#state + 1, LPS_RANGES.length - 1);
    this.#renormalize();
  }

  /** A terminating bin of 0: the slice goes on. */
  goOn(): void {
    this.#range -= 2;
    this.#renormalize();
  }

  /** A terminating bin of 1, and the flush after it; its last bit is the stop bit of what ends here. */
  terminate(): void {
    this.#range -= 2;
    this.#low += this.#range;
    this.#range = 2;
    this.#renormalize();
    this.#put((this.#low >> 9) & 1);
    this.#bits.write(((this.#low >> 7) & 3) | 1, 2);
  }

  #renormalize(): void {
    while (this.#range < 256) {
      if (this.#low < 256) this.#put(0);
      else if (this.#low >= 512) {
        this.#low -= 512;
        this.#put(1);
      } else {
        this.#low -= 256;
        this.#outstanding++;
      }
      this.#range *= 2;
      this.#low *= 2;
    }
  }

  #put(bit: number): void {
    if (this.#isFirstBit) this.#isFirstBit = false;
    else this.#bits.write(bit, 1);
    for (; this.#outstanding > 0; this.#outstanding--) this.#bits.write(1 - bit, 1);
  }
}
