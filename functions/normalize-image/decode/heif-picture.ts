// The primary picture of a HEIF file, decoded by libheif in WebAssembly.

import createLibheif, { type Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.js';
import type { CodePoints } from '../color/code-points.ts';
import { assertPixels, UndecodableError } from './decoded.ts';
import { toReason } from './decoder-messages.ts';
import { isWasmFailure } from './wasm-failure.ts';

/** Upright pixels in the file's own colours: HEIF's rotation, mirroring and crop are applied. */
export interface HeifPicture {
  /** Lies in the memory of the decoder, which lives as long as this view. */
  readonly pixels: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** Bits that a sample uses: 8, or 10 or 12 of 16. */
  readonly bitDepth: number;
  readonly icc: Buffer | undefined;
  readonly nclx: CodePoints | undefined;
  /** What is wrong with tiles that could not be decoded. */
  readonly warnings: string[];
}

// heif_error.h, heif_image.h, heif_security.h of libheif 1.23
const ERROR_BYTES = 12;
const ERROR_SUBCODE_OFFSET = 4;
const ERROR_MESSAGE_OFFSET = 8;
const COLOR_SIGNALS_DISAGREE = 152; // the container's colours count, as the standard says: nothing is wrong
const MAX_WARNINGS = 20; // mostly the same for each tile
const COLORSPACE_RGB = 1;
const CHROMA_INTERLEAVED = { rgb8: 10, rgba8: 11, rgb16: 14, rgba16: 15 }; // 16: little-endian
const CHANNEL_INTERLEAVED = 10;
const MAX_IMAGE_SIZE_PIXELS_OFFSET = 8; // in struct heif_security_limits
const NCLX_PRIMARIES_OFFSET = 4; // in struct heif_color_profile_nclx
const NCLX_TRANSFER_OFFSET = 8;

/**
 * Decodes in a memory of its own, 2 GiB at most, that is given back afterwards: whatever a file does in there, the
 * function lives on.
 *
 * @param maxPixels - Pictures and tiles with more pixels are refused before they are decoded.
 * @throws {UndecodableError} With libheif's reason.
 */
export function decodeHeifPicture(bytes: Uint8Array, maxPixels: number): HeifPicture {
  try {
    return new Decoder(createLibheif()).decode(bytes, maxPixels);
  } catch (error) {
    if (!isWasmFailure(error)) throw error;
    const decoderMessages = [error.message];
    throw new UndecodableError(toReason('HEIF', decoderMessages), { cause: error, decoderMessages });
  }
}

/** Speaks C to one instance of libheif. Nothing is freed: the instance is used once. */
class Decoder {
  readonly #libheif: Libheif;
  readonly #error: number;
  readonly #result: number;

  constructor(libheif: Libheif) {
    this.#libheif = libheif;
    this.#error = libheif._malloc(ERROR_BYTES);
    this.#result = libheif._malloc(4);
  }

  decode(bytes: Uint8Array, maxPixels: number): HeifPicture {
    const libheif = this.#libheif;
    const handle = this.#openPrimary(bytes, maxPixels);
    const width = libheif._heif_image_handle_get_width(handle);
    const height = libheif._heif_image_handle_get_height(handle);
    assertPixels(width, height, maxPixels);

    const { icc, nclx } = this.#readColors(handle);
    const bitDepth = libheif._heif_image_handle_get_luma_bits_per_pixel(handle);
    const channels = libheif._heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
    const chroma = `${channels === 4 ? 'rgba' : 'rgb'}${bitDepth > 8 ? '16' : '8'}` as const;
    this.#call('_heif_decode_image', handle, this.#result, COLORSPACE_RGB, CHROMA_INTERLEAVED[chroma], 0);
    const image = this.#uint32(this.#result);

    const warnings = this.#readWarnings(image);
    const size = {
      width: libheif._heif_image_get_primary_width(image),
      height: libheif._heif_image_get_primary_height(image),
    };
    const pixels = this.#readPixels(image, size.width * channels, size.height, bitDepth > 8);
    return { ...size, pixels, channels, bitDepth, icc, nclx, warnings };
  }

  /** @returns The handle of the primary item: of a burst or a collection the picture that stands for it. */
  #openPrimary(bytes: Uint8Array, maxPixels: number): number {
    const libheif = this.#libheif;
    const file = libheif._malloc(bytes.length);
    if (file === 0) throw new UndecodableError(`Expected a smaller HEIF file than ${bytes.length} bytes`);
    libheif.HEAPU8.set(bytes, file);
    const context = libheif._heif_context_alloc();
    const limits = libheif._heif_context_get_security_limits(context);
    this.#view().setBigUint64(limits + MAX_IMAGE_SIZE_PIXELS_OFFSET, BigInt(maxPixels), true);
    this.#call('_heif_context_read_from_memory_without_copy', context, file, bytes.length, 0);
    this.#call('_heif_context_get_primary_image_handle', context, this.#result);
    return this.#uint32(this.#result);
  }

  #readColors(handle: number): Pick<HeifPicture, 'icc' | 'nclx'> {
    const libheif = this.#libheif;
    const iccBytes = libheif._heif_image_handle_get_raw_color_profile_size(handle);
    if (iccBytes > 0) {
      const profile = libheif._malloc(iccBytes);
      this.#call('_heif_image_handle_get_raw_color_profile', handle, profile);
      return { icc: Buffer.from(libheif.HEAPU8.slice(profile, profile + iccBytes)), nclx: undefined };
    }
    libheif._heif_image_handle_get_nclx_color_profile(this.#error, handle, this.#result);
    if (this.#uint32(this.#error) !== 0) return { icc: undefined, nclx: undefined };
    const nclx = this.#uint32(this.#result);
    return {
      icc: undefined,
      nclx: {
        primaries: this.#uint32(nclx + NCLX_PRIMARIES_OFFSET),
        transfer: this.#uint32(nclx + NCLX_TRANSFER_OFFSET),
      },
    };
  }

  #readWarnings(image: number): string[] {
    const errors = this.#libheif._malloc(ERROR_BYTES * MAX_WARNINGS);
    const count = this.#libheif._heif_image_get_decoding_warnings(image, 0, errors, MAX_WARNINGS);
    return Array.from({ length: count }, (_, index) => errors + index * ERROR_BYTES)
      .filter((error) => this.#uint32(error + ERROR_SUBCODE_OFFSET) !== COLOR_SIGNALS_DISAGREE)
      .map((error) => this.#message(error));
  }

  /** Closes the gaps between the rows in place, so that a large picture is held once. */
  #readPixels(
    image: number,
    samplesPerRow: number,
    height: number,
    isWide: boolean,
  ): Uint8Array | Uint16Array {
    const libheif = this.#libheif;
    const plane = libheif._heif_image_get_plane_readonly(image, CHANNEL_INTERLEAVED, this.#result);
    if (plane === 0) throw new UndecodableError('Expected a picture in the HEIF but found no pixels');
    const stride = this.#uint32(this.#result);
    const rowBytes = samplesPerRow * (isWide ? 2 : 1);
    const memory = libheif.HEAPU8;
    if (stride !== rowBytes) {
      for (let row = 1; row < height; row++) {
        const start = plane + row * stride;
        memory.copyWithin(plane + row * rowBytes, start, start + rowBytes);
      }
    }
    const samples = samplesPerRow * height;
    return isWide
      ? new Uint16Array(memory.buffer, plane, samples)
      : new Uint8Array(memory.buffer, plane, samples);
  }

  /** Calls a function that answers with a `struct heif_error`. */
  #call<Name extends FallibleName>(name: Name, ...values: number[]): void {
    const fallible = this.#libheif[name] as (...pointers: number[]) => void;
    fallible(this.#error, ...values);
    if (this.#uint32(this.#error) === 0) return;
    const message = this.#message(this.#error);
    throw new UndecodableError(toReason('HEIF', [message]), { decoderMessages: [message] });
  }

  #view(): DataView {
    return new DataView(this.#libheif.HEAPU8.buffer);
  }

  #uint32(pointer: number): number {
    return this.#view().getUint32(pointer, true);
  }

  /** Of a `struct heif_error`. */
  #message(error: number): string {
    const memory = this.#libheif.HEAPU8;
    const start = this.#uint32(error + ERROR_MESSAGE_OFFSET);
    return Buffer.from(memory.subarray(start, memory.indexOf(0, start)))
      .toString('utf8')
      .trim();
  }
}

type FallibleName =
  | '_heif_context_read_from_memory_without_copy'
  | '_heif_context_get_primary_image_handle'
  | '_heif_image_handle_get_raw_color_profile'
  | '_heif_decode_image';
