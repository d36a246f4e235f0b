// JPEG 2000: decoded by OpenJPEG in WebAssembly, at the smallest size that the preview can be made of.

import { toUprightSize } from '../../shared/chosen-picture.ts';
import { bytesSource } from '../../shared/files/byte-source.ts';
import {
  hasAllTiles,
  JPEG_2000_COLORS,
  type Jpeg2000Header,
  readJpeg2000Header,
} from '../../shared/files/jpeg-2000-header.ts';
import { type PixelModel, toTiff } from '../color/profiled-tiff.ts';
import {
  assertPixels,
  type Decoded,
  type DecodeLimits,
  type FileTraits,
  isBlank,
  UndecodableError,
} from './decoded.ts';
import { decodeWithLibvips } from './libvips.ts';
import { halved, OpenJpeg, type Samples } from './openjpeg.ts';

/** OpenJPEG holds each sample twice in four bytes, and all of them while alpha is taken out. */
const PIXEL_SHARE = 1 / 8;

const MAX_BITS = 16;

interface Display {
  readonly model: PixelModel;
  /** The colours, then alpha. */
  readonly channels: readonly number[];
  readonly isYcc: boolean;
}

/** @throws {UndecodableError} When there is no picture, or it has too many pixels. */
export async function decodeJpeg2000(
  bytes: Buffer,
  traits: FileTraits,
  limits: DecodeLimits,
): Promise<Decoded> {
  const header = await readJpeg2000Header(bytesSource(bytes));
  if (header === undefined) {
    throw new UndecodableError('Expected a picture in the JPEG 2000 but found no codestream');
  }
  const display = chooseDisplay(header);
  const level = chooseLevel(header, limits.edge);
  const size = halved(header, level);
  assertPixels(size.width, size.height, Math.floor(limits.maxPixels * PIXEL_SHARE));

  const openJpeg = await OpenJpeg.start();
  const hasAlpha = header.alpha !== undefined;
  const codestream = bytes.subarray(header.start, header.end);
  const pixels = readPixels(openJpeg, codestream, header, display, level);
  const isProfile = header.icc && isProfileOf(header.icc, display.model);
  const tiff = toTiff(
    { ...size, pixels, model: display.model, hasAlpha, bitDepth: 16 },
    isProfile ? header.icc : undefined,
  );
  const decoded = await decodeWithLibvips(tiff, traits, limits);
  const found = { ...toUprightSize({ ...traits, width: header.width, height: header.height }), hasAlpha };
  const decoderMessages = [...openJpeg.messages, ...(decoded.decoderMessages ?? [])];
  if (hasAllTiles(codestream)) return { ...decoded, found, decoderMessages };
  if (isBlank(decoded.picture)) {
    throw new UndecodableError('Expected a picture in the JPEG 2000 but found that the file breaks off');
  }
  const warnings = ['The file breaks off before the end of its picture', ...decoded.warnings];
  return { ...decoded, found, warnings, decoderMessages };
}

function chooseDisplay(header: Jpeg2000Header): Display {
  const { colorSpace, colors, icc, alpha, palette, components } = header;
  const isCmyk = colorSpace === JPEG_2000_COLORS.cmyk || (icc !== undefined && isProfileOf(icc, 'CMYK'));
  const isGrey = colorSpace === JPEG_2000_COLORS.grey || colors.length < 3;
  const count = isGrey ? 1 : isCmyk ? 4 : 3;
  const channels = [...colors.slice(0, count), ...(alpha === undefined ? [] : [alpha])];
  if (colorSpace === JPEG_2000_COLORS.lab) refuse('L*a*b*');
  if (colors.length < count) refuse(`CMYK of ${colors.length} channels`);
  if (palette !== undefined) {
    const { bitDepths } = palette;
    if (
      ![1, 3].includes(bitDepths.length) ||
      channels.length !== bitDepths.length ||
      Math.max(...bitDepths) > 8
    )
      refuse(`a palette of ${bitDepths.length} channels`);
    return { model: isGrey ? 'Gray' : 'RGB', channels, isYcc: false };
  }
  const shown = channels.flatMap((channel) => components[channel] ?? []);
  const [first] = shown;
  if (shown.some(({ isSigned }) => isSigned)) refuse('signed samples');
  if (shown.some(({ bitDepth }) => bitDepth > MAX_BITS)) refuse(`samples of more than ${MAX_BITS} bits`);
  if (shown.slice(0, count).some(({ bitDepth }) => bitDepth !== first?.bitDepth))
    refuse('colours of different bit depths');
  const isSubsampled = isSubsampledYcc(header, channels);
  const isEqual = shown.every(({ step: [x, y] }) => x === 1 && y === 1);
  if (!isEqual && !isSubsampled) refuse('components of different sizes');
  const isYcc = count === 3 && (colorSpace === JPEG_2000_COLORS.sYcc || isSubsampled);
  return { model: isGrey ? 'Gray' : isCmyk ? 'CMYK' : 'RGB', channels, isYcc };
}

/** 4:2:0 and 4:2:2. */
function isSubsampledYcc({ components }: Jpeg2000Header, channels: readonly number[]): boolean {
  const steps = channels.map((channel) => components[channel]?.step.join('×'));
  return channels.length === 3 && ['1×1 2×2 2×2', '1×1 2×1 2×1'].includes(steps.join(' '));
}

function refuse(found: string): never {
  throw new UndecodableError(`Expected a picture that can be decoded but found JPEG 2000 with ${found}`);
}

/** The most halvings that leave the edge of the preview. Where halves do not lie on halves, none. */
function chooseLevel(header: Jpeg2000Header, edge: number): number {
  const isPlain = header.components.every(({ step: [x, y] }) => x === 1 && y === 1);
  if (header.hasOffset || !isPlain) return 0;
  const longest = Math.max(header.width, header.height);
  return Math.min(header.levels, Math.max(0, Math.floor(Math.log2(longest / edge))));
}

/** Pixels of 16 bits. Beyond three channels each is decoded by itself. */
function readPixels(
  openJpeg: OpenJpeg,
  codestream: Buffer,
  header: Jpeg2000Header,
  { channels, isYcc }: Display,
  level: number,
): Buffer {
  const { width, height } = halved(header, level);
  const groups =
    channels.length >= 3
      ? [channels.slice(0, 3), ...channels.slice(3).map((one) => [one])]
      : channels.map((one) => [one]);
  const pixels = new Uint16Array(width * height * channels.length);
  let at = 0;
  for (const group of groups) {
    const isColor = at === 0;
    const samples = openJpeg.decode(codestream, header, {
      channels: group,
      isYcc: isYcc && isColor,
      palette: header.palette,
      level,
    });
    const depth = header.palette?.bitDepths[0] ?? header.components[group[0] ?? 0]?.bitDepth ?? 8;
    spread(samples, group.length, 65_535 / (2 ** depth - 1), pixels, at, channels.length);
    at += group.length;
  }
  return Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** Puts samples, stretched, beside those of other channels. */
function spread(
  samples: Samples,
  count: number,
  factor: number,
  pixels: Uint16Array,
  first: number,
  stride: number,
): void {
  for (let from = 0, to = first; from < samples.length; from += count, to += stride) {
    for (let channel = 0; channel < count; channel++) {
      pixels[to + channel] = Math.min(Math.round((samples[from + channel] ?? 0) * factor), 65_535);
    }
  }
}

/** An ICC profile names the colours that it is for in its header. */
function isProfileOf(icc: Buffer, model: PixelModel): boolean {
  const signatures = { Gray: 'GRAY', RGB: 'RGB ', CMYK: 'CMYK' };
  return icc.toString('latin1', 16, 20) === signatures[model];
}
