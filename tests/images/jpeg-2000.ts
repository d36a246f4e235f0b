// JPEG 2000: bare codestreams, and what boxes say of them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import createOpenJpeg from '@cornerstonejs/codec-openjpeg/wasmjs';
import type { RgbImage } from './quadrants.ts';

const path = createRequire(import.meta.url).resolve('@cornerstonejs/codec-openjpeg/wasm');
let encoder: ReturnType<typeof createOpenJpeg> | undefined;

/** @returns A codestream of OpenJPEG's, lossless, of three components of 8 bits: it writes no others. */
export async function encodeJpeg2000({ pixels, width, height }: RgbImage): Promise<Buffer> {
  encoder ??= createOpenJpeg({ wasmBinary: readFileSync(path), print: () => undefined });
  const { J2KEncoder } = await encoder;
  const writer = new J2KEncoder();
  const frame = { width, height, bitsPerSample: 8, componentCount: 3, isSigned: false };
  writer.getDecodedBuffer({ ...frame, isUsingColorTransform: true }).set(pixels);
  writer.encode();
  const codestream = Buffer.from(writer.getEncodedBuffer());
  writer.delete();
  return codestream;
}

/**
 * What the package's encoder cannot write, by opj_compress of OpenJPEG 2.5.0: 16 × 16 px of (40, 90, 200), but for the upper left
 * quarter, which is (220, 30, 30).
 */
export const CODESTREAMS = {
  /** Three components of 16 bits. */
  rgb16: Buffer.from(
    `/0//UQAvAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAADDwEBDwEBDwEB/1IADAAAAAEBAQQEAAH/XAAHQICIiJD/ZAAlAAFD
cmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAGfAAH/k8f+DKARUEIM2GUCuDUAMkyvHDWjw2TVTOiYOH/NQI2fBEBf
SmthxDHPKuBBCyGMmsYD/PE35x0pZaVx8+KuwU09LnoEDxrRnGqmoQwUSyMij7eJ38/8MUQnNQpHGod/CkveNT0LHH38cAuZCDgqRFZ0/Nf8
Y8pkRCWE9MJCCYIHnk8doA21yCmC7FFbiADmwcRCUI7vyxhsmqbpTXROoDkUmdFX9WuULB/f+JLYFABKDO1msTh/uJdCmqHGxjBT1N+QDWgB
fBIjdOwf7EOPnxXZ1o/8MdSHAkSEiWcAYEFSIlhph+31LQdaP/DHUtnfg9gAwjy3ZlwebDuPnxXZ1o/8MdSHAkSEv8D/AMgf4DIB/IMAIW0A
p9jAYgp6AGuXAMrOqQta7iHD+QG2JNyaZf9/w/8DB0P/AwbA/2AAwCFtAKfYwGIKegBoPvM/AMrOqQta7iHDh6yQDyTcmmX8f8/8SEJ/4kIQ
f+DAwCQh0gabWZ1Zc/XuSiFd4uckIMnS3ORkmomImtWDH7FvJCt1T9ev/9k=`,
    'base64',
  ),
  /** Four of 8 bits; the last is 255 in the corner, 128 elsewhere. */
  four: Buffer.from(
    `/0//UQAyAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAAEBwEBBwEBBwEBBwEB/1IADAAAAAEAAQQEAAH/XAAHQEBISFD/ZAAl
AAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAEpAAH/k9+BWCQfixL3/n/vmyy9sVL7qjpImk5dg1qU+t87+xjw
xPNNIGVny24kRh9vGl/PtJgRUEIM2GUCsxQAMJB8w3o8njwHKqowkHxGaMPt4+OfyUstK4+ff9+BgCTZA9jSdHd35hoI8mYbCQb70U5epTbR
c4uY/AO5na8WYRdbLB5sO4+fVQStXWCcv9+A6ANoizrJjgmvb/1N6nNTliuIGKquUj9WPIk1HurXx9oTH2hEH1AgIhkDtNIp7Z1/A3rZHfuW
4VUkLDJfw+oIh9QTAfIDJNnb0FedSL8k3OPPNQ/Ss58k3K3H2hEfaEQfUCAhbQJ8lYb6GQDK0n8kTNQvJN1Rc8faDx9oNB9QGCIZBHRbw38D
etqTEYskLE7/2Q==`,
    'base64',
  ),
  /** 200 and 88 of 255. */
  grey16: Buffer.from(
    `/0//UQApAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAABDwEB/1IADAAAAAEAAQQEAAH/XAAHQICIiJD/ZAAlAAFDcmVhdGVk
IGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAACPAAH/k8/8MUAUAEoM7HGAawDQ30DUlDb+QTYk7nxB8mXC5gDePet/C+NLGAQw
LUEvHiEWAWEY9imNFvcMa9jZrR/4Y6kONmtzZhF12pPythG0kCMPt400X8P/AwdD/wMGwP9gAKAiGQK1HwQSTVS2ksETLwN61p95XV6rfwzU
iSMkK3Itnv/Z`,
    'base64',
  ),
  /** Luminance, and two colour differences of half the size. */
  ycc420: Buffer.from(
    `/0//UQAvAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAADBwEBBwICBwIC/1IADAAAAAEAAQQEAAH/XAAHQEBISFD/ZAAlAAFD
cmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAB1AAH/k8fUJhFQVKJ9tpAAAwkJeALQAAX4oq/H1BoREeR9koEZWJUN
8e7v34CIFqVyIA1ZZ2jWY99UaBnCqz+Aw+oFh9QLA+cGFxHgCVkMZrBYVxYEv8faCx9oLB9QGBe9/EwWDxb6A9AWsYH/2Q==`,
    'base64',
  ),
  /** The same in full size. */
  ycc444: Buffer.from(
    `/0//UQAvAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEAAQQEAAH/XAAHQEBISFD/ZAAlAAFD
cmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAACuAAH/k8fUJhFQVKJ9tpAAAwkJeALQAAX4oq/H1EgRUEcC5ABu+EhF
Dtt2CgurDjZrBA347/g6gwLUEAH8YD/PEtPfgUgkH4qPkIZi5SyB5XqnTQ+VF9rLAr09E6C7l+B5UyEkCMDG15BBrMYSD4DD6geH1A8D5wYh
bQG00nZUAMrRHf2pvyTdU8faER9oPB9QICIZBHRbwcZ/A3rakxF8pyQsTm//2Q==`,
    'base64',
  ),
  /** One of 8 bits: 0 in the corner, 1 elsewhere. */
  index: Buffer.from(
    `/0//UQApAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAABBwEB/1IADAAAAAEAAQQEAAH/XAAHQEBISFD/ZAAlAAFDcmVhdGVk
IGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAA6AAH/k9+BQBFQQgzYZFbWhCQibMwDCQak7wU1pCAD+MDypkEoAYHlTIJQAwPK
mR+A/9k=`,
    'base64',
  ),
  /** One component of samples around zero. */
  signed: Buffer.from(
    `/0//UQApAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAABhwEB/1IADAAAAAEAAQQEAAH/XAAHQEBISFD/ZAAlAAFDcmVhdGVk
IGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAABYAAH/k8+0rCc1Ckcah2m6rR58WPbno838Cwa7eO+2FLZ7ZzVRhdAq4ytwBPL6
dr7HZV/D6giH1A8D5wghbQJ8lYRzPwDK0n8kY8ck3VGP/9k=`,
    'base64',
  ),
} as const;

export interface Jp2Options {
  /** EnumCS, or a profile. */
  readonly colors?: number | Buffer;
  /** What each channel is: its number, 0 for a colour or 1 for opacity, and which colour it is. */
  readonly channels?: readonly (readonly [channel: number, type: number, association: number])[];
  /** Red, green and blue that samples of the first component stand for. */
  readonly palette?: readonly (readonly number[])[];
  /** Contents of boxes behind the codestream, by their UUID. */
  readonly uuids?: ReadonlyMap<string, Buffer>;
}

export function toJp2(
  codestream: Buffer,
  { colors = 16, channels, palette, uuids }: Jp2Options = {},
): Buffer {
  const ihdr = Buffer.alloc(14);
  ihdr.writeUInt32BE(codestream.readUInt32BE(12), 0);
  ihdr.writeUInt32BE(codestream.readUInt32BE(8), 4);
  ihdr.writeUInt16BE(codestream.readUInt16BE(40), 8);
  ihdr.set([codestream.readUInt8(42), 7], 10);
  const colr =
    typeof colors === 'number'
      ? Buffer.from([1, 0, 0, 0, 0, 0, colors])
      : Buffer.concat([Buffer.from([2, 0, 0]), colors]);
  const header = [box('ihdr', ihdr), box('colr', colr)];
  if (palette !== undefined) {
    const pclr = [0, palette.length, 3, 7, 7, 7, ...palette.flat()];
    header.push(
      box('pclr', Buffer.from(pclr)),
      box('cmap', Buffer.from([0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 2])),
    );
  }
  if (channels !== undefined) {
    const cdef = [0, channels.length, ...channels.flatMap((values) => values.flatMap((value) => [0, value]))];
    header.push(box('cdef', Buffer.from(cdef)));
  }
  return Buffer.concat([
    box('jP  ', Buffer.from('\r\n\x87\n', 'latin1')),
    box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
    box('jp2h', Buffer.concat(header)),
    box('jp2c', codestream),
    ...[...(uuids ?? [])].map(([uuid, content]) =>
      box('uuid', Buffer.concat([Buffer.from(uuid, 'hex'), content])),
    ),
  ]);
}

export const EXIF_UUID = '4a706754696666457869662d3e4a5032';
export const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
