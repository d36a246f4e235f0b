// The head of a Photoshop document (PSD, PSB): what its flattened picture is, and where it and its metadata lie.

import type { ByteSource } from './byte-source.ts';

/** Adobe Photoshop File Formats Specification, File Header Section: the modes whose pictures are shown. */
export const PHOTOSHOP_MODE = {
  bitmap: 0,
  grey: 1,
  indexed: 2,
  rgb: 3,
  cmyk: 4,
  duotone: 8,
  lab: 9,
} as const;

export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export interface PhotoshopDocument {
  readonly isLarge: boolean;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly mode: number;
  readonly colorModeData: Extent;
  readonly resources: Extent;
  /** By their numbers. */
  readonly resourcesById: ReadonlyMap<number, Extent>;
  /** The first channel behind the colours is the transparency of the flattened picture. */
  readonly hasTransparency: boolean;
  readonly picture: Extent;
}

/** Resources that are looked at: real documents have about 40. */
const MAX_RESOURCES = 1_000;

/** @returns undefined where the head is cut off, or is none. */
export async function readPhotoshop(source: ByteSource): Promise<PhotoshopDocument | undefined> {
  const head = await source.read(0, 26);
  if (head.length < 26 || head.toString('latin1', 0, 4) !== '8BPS') return undefined;
  const isLarge = head.readUInt16BE(4) === 2;
  const colorModeData = await readSection(source, 26, 4);
  const resources = await readSection(source, endOf(colorModeData), 4);
  const layers = await readSection(source, endOf(resources), isLarge ? 8 : 4);
  const layerInfo = await readSection(source, layers.offset, isLarge ? 8 : 4);
  const count =
    layerInfo.length > 0 && layers.length > 0 ? await source.read(layerInfo.offset, 2) : undefined;
  return {
    isLarge,
    channels: head.readUInt16BE(12),
    height: head.readUInt32BE(14),
    width: head.readUInt32BE(18),
    bitDepth: head.readUInt16BE(22),
    mode: head.readUInt16BE(24),
    colorModeData,
    resources,
    resourcesById: await readResources(source, resources),
    // A negative number of layers says so.
    hasTransparency: count?.length === 2 && count.readInt16BE(0) < 0,
    picture: { offset: endOf(layers), length: Math.max(source.sizeBytes - endOf(layers), 0) },
  };
}

function endOf({ offset, length }: Extent): number {
  return offset + length;
}

async function readSection(source: ByteSource, offset: number, lengthBytes: 4 | 8): Promise<Extent> {
  const bytes = await source.read(offset, lengthBytes);
  if (bytes.length < lengthBytes) return { offset, length: 0 };
  const length = lengthBytes === 4 ? bytes.readUInt32BE(0) : Number(bytes.readBigUInt64BE(0));
  return { offset: offset + lengthBytes, length: Math.min(length, source.sizeBytes) };
}

/** Each begins with 8BIM, a number, a name of even length with its own before it, and the length of what follows. */
async function readResources(source: ByteSource, { offset, length }: Extent): Promise<Map<number, Extent>> {
  const resources = new Map<number, Extent>();
  let at = offset;
  for (let count = 0; count < MAX_RESOURCES && at + 12 <= offset + length; count++) {
    const head = await source.read(at, 7);
    if (head.length < 7) break;
    const nameEnd = at + 7 + head.readUInt8(6);
    const start = nameEnd + ((nameEnd - at) % 2);
    const size = await source.read(start, 4);
    if (size.length < 4) break;
    const resource = { offset: start + 4, length: size.readUInt32BE(0) };
    if (!resources.has(head.readUInt16BE(4))) resources.set(head.readUInt16BE(4), resource);
    at = resource.offset + resource.length + (resource.length % 2);
  }
  return resources;
}
