// Previews of the same twelve pictures in every format and kind of colour, side by side on one sheet, to be looked at: all
// rows show the same, but for the last and those that say why not. How far a row is from the first stands beside it: the mean
// difference of all samples, of 255.
//
//   npm run bench:contact-sheet                         drawn pictures; writes contact-sheet.png
//   npm run bench:contact-sheet -- --output s.png a.jpg b.jpg      photographs of yours, up to twelve

import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { extractMetadata } from '../functions/extract-metadata/extract-metadata.ts';
import { BT709, toColorantsOf, toSrgbMatrix } from '../functions/normalize-image/color/chromaticities.ts';
import { fromSrgb, toMatrixProfile } from '../functions/normalize-image/color/matrix-profile.ts';
import { normalizeImage } from '../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../functions/shared/files/byte-source.ts';
import { encodeBmp } from '../tests/images/bmp.ts';
import { encodeHeic, rewrapAvif } from '../tests/images/heic.ts';
import { encodeJpeg2000 } from '../tests/images/jpeg-2000.ts';
import { encodeJpegXl } from '../tests/images/jxl.ts';
import { insertBeforePicture, toChunk } from '../tests/images/png.ts';
import { encodePsd } from '../tests/images/psd.ts';
import type { RgbImage } from '../tests/images/quadrants.ts';
import { encodeTiff, type TiffPage } from '../tests/images/tiff.ts';

const PICTURES = 12;
const WIDTH = 128; // multiples of 32, for HEVC
const HEIGHT = 96;
const LABEL = 300;
const GAP = 4;

type Encode = (image: RgbImage) => Promise<Buffer> | Buffer;

const PQ = 16;
const HLG = 18;
const BT2020 = 9;

const raw = ({ pixels, width, height }: RgbImage) => sharp(pixels, { raw: { width, height, channels: 3 } });

/** A TIFF of the picture's samples, each as `scale` makes it of 0 to 255. */
const tiff =
  (page: Partial<TiffPage>, scale: (value: number) => number, ...others: number[]): Encode =>
  ({ pixels, width, height }) => {
    const pixelAt = (x: number, y: number) => {
      const at = (y * width + x) * 3;
      return [...[...pixels.subarray(at, at + 3)].map(scale), ...others];
    };
    return encodeTiff([{ width, height, bitsPerSample: 8, photometric: 2, pixelAt, ...page }]);
  };

const same = (value: number) => value;
const P3 = toMatrixProfile('P3', toColorantsOf(12) ?? BT709, fromSrgb);

const KINDS: readonly (readonly [string, Encode])[] = [
  ['PNG of 8 bits', (image) => raw(image).png().toBuffer()],
  ['JPEG', (image) => raw(image).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['JPEG in CMYK', (image) => raw(image).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ['JPEG in Display P3', (image) => raw(image).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
  [
    'PNG of 16 bits in Display P3',
    (image) => raw(image).toColourspace('rgb16').withIccProfile('p3').png().toBuffer(),
  ],
  [
    'PNG of light, by gAMA',
    (image) => pngOf(image, fromSrgb, toChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]))),
  ],
  ['PNG in PQ, by cICP', (image) => pngOf(toLight(image, PQ), same, cicp(PQ))],
  ['PNG in HLG, by cICP', (image) => pngOf(toLight(image, HLG), same, cicp(HLG))],
  ['PNG with a palette', (image) => raw(image).png({ palette: true, quality: 100 }).toBuffer()],
  ['WebP', (image) => raw(image).webp({ quality: 95 }).toBuffer()],
  [
    'WebP, lossless, half transparent',
    (image) => raw(image).ensureAlpha(0.5).webp({ lossless: true }).toBuffer(),
  ],
  ['GIF', (image) => raw(image).gif().toBuffer()],
  ['TIFF of 8 bits', tiff({}, same)],
  ['TIFF of 16 bits', tiff({ bitsPerSample: 16 }, (value) => value * 257)],
  ['TIFF of 32 bits', tiff({ bitsPerSample: 32 }, (value) => value * 16_843_009)],
  ['TIFF of floating point', tiff({ bitsPerSample: 32, sampleFormat: 3 }, (value) => value / 255)],
  ['TIFF of 12 bits', tiff({ bitsPerSample: 12 }, (value) => Math.round((value * 4095) / 255))],
  ['TIFF of RGB and infrared', tiff({ extraSamples: [0] }, same, 0)],
  ['TIFF of five bands', tiff({ photometric: 1 }, same, 0, 9)],
  ['TIFF in ZSTD', tiff({ compression: 'zstd' }, same)],
  ['AVIF', (image) => raw(image).avif({ quality: 90, effort: 0 }).toBuffer()],
  ['AVIF in PQ', (image) => avif(image, PQ)],
  ['AVIF in HLG', (image) => avif(image, HLG)],
  ['HEIC', (image) => encodeHeic(image)],
  [
    'HEIC in PQ, 8 bits',
    (image) => encodeHeic(toBytes(toLight(image, PQ)), { nclx: { primaries: BT2020, transfer: PQ } }),
  ],
  ['HEIC by a profile', (image) => encodeHeic(image, { icc: toMatrixProfile('sRGB', BT709, fromSrgb) })],
  ['JPEG XL', (image) => encodeJpegXl(image)],
  [
    'JPEG XL in PQ, 8 bits',
    (image) => encodeJpegXl(toBytes(toLight(image, PQ)), { codePoints: { primaries: BT2020, transfer: PQ } }),
  ],
  ['Photoshop', psd],
  ['BMP', bmp],
  ['JPEG 2000', encodeJpeg2000],
  ['TIFF with a wrong profile: differs', tiff({ icc: P3 }, same)],
];

/** Samples of 0 to 1. */
interface Signals {
  readonly signals: Float64Array;
  readonly width: number;
  readonly height: number;
}

function toSignals({ pixels, width, height }: RgbImage): Signals {
  return { signals: Float64Array.from(pixels, (value) => value / 255), width, height };
}

/** sRGB as light of BT.2020 in PQ or HLG, whose diffuse white is 203 cd/m² (ITU-R BT.2100, BT.2408). */
function toLight(image: RgbImage, transfer: number): Signals {
  const { signals, width, height } = toSignals(image);
  const [a, b, c] = inverse(toSrgbMatrix(toColorantsOf(BT2020) ?? BT709));
  for (let at = 0; at < signals.length; at += 3) {
    const srgb = [...signals.subarray(at, at + 3)].map(fromSrgb);
    const light = [a, b, c].map((row = []) =>
      row.reduce((sum, value, index) => sum + value * (srgb[index] ?? 0), 0),
    );
    const [r = 0, g = 0, bl = 0] = light.map((value) => (Math.max(value, 0) * 203) / 1000);
    const gain = (0.2627 * r + 0.678 * g + 0.0593 * bl) ** (1 / 1.2 - 1);
    const encode = transfer === PQ ? toPq : (value: number) => toHlg(value === 0 ? 0 : value * gain);
    signals.set([r, g, bl].map(encode), at);
  }
  return { signals, width, height };
}

/** @param light - 1 is 1,000 cd/m². */
function toPq(light: number): number {
  const y = (light / 10) ** (2610 / 16384);
  return ((107 / 128 + (2413 / 128) * y) / (1 + (2392 / 128) * y)) ** (2523 / 32);
}

function toHlg(scene: number): number {
  return scene <= 1 / 12 ? Math.sqrt(3 * scene) : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
}

function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const [[a = 0, b = 0, c = 0] = [], [d = 0, e = 0, f = 0] = [], [g = 0, h = 0, i = 0] = []] = matrix;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((value) => value / determinant));
}

function toBytes({ signals, width, height }: Signals): RgbImage {
  return {
    pixels: Buffer.from(Float64Array.from(signals, (value) => Math.round(value * 255))),
    width,
    height,
  };
}

async function pngOf(
  image: RgbImage | Signals,
  encode: (signal: number) => number,
  chunk: Buffer,
): Promise<Buffer> {
  const { signals, width, height } = 'signals' in image ? image : toSignals(image);
  const samples = Uint16Array.from(signals, (signal) => Math.round(encode(signal) * 65_535));
  const png = await sharp(samples, { raw: { width, height, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  return insertBeforePicture(png, chunk);
}

function cicp(transfer: number): Buffer {
  return toChunk('cICP', Buffer.from([BT2020, transfer, 0, 1]));
}

async function avif(image: RgbImage, transfer: number): Promise<Buffer> {
  const options = { quality: 100, effort: 0, chromaSubsampling: '4:4:4' } as const;
  const av1 = await raw(toBytes(toLight(image, transfer)))
    .avif(options)
    .toBuffer();
  return rewrapAvif(av1, { nclx: { primaries: BT2020, transfer } });
}

function psd({ pixels, width, height }: RgbImage): Buffer {
  const planes = [0, 1, 2].map((channel) => Buffer.from(pixels.filter((_, index) => index % 3 === channel)));
  return encodePsd({ width, height, mode: 3, bitDepth: 8, planes, isRle: true });
}

function bmp({ pixels, width, height }: RgbImage): Buffer {
  const rows = Array.from({ length: height }, (_, y) => pixels.subarray(y * width * 3, (y + 1) * width * 3));
  const bgr = rows.toReversed().map((row) => {
    const turned = Buffer.from(row);
    for (let at = 0; at < turned.length; at += 3)
      turned.set([row[at + 2] ?? 0, row[at + 1] ?? 0, row[at] ?? 0], at);
    return turned;
  });
  return encodeBmp({ width, height, bitsPerPixel: 24, data: Buffer.concat(bgr) });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { output: { type: 'string', default: 'contact-sheet.png' } },
    allowPositionals: true,
  });
  const images = await (positionals.length > 0
    ? readPictures(positionals.slice(0, PICTURES))
    : drawPictures());
  const cells: { input: Buffer; left: number; top: number }[] = [];
  let first: Buffer[] = [];
  for (const [row, [name, encode]] of KINDS.entries()) {
    const top = row * (HEIGHT + GAP);
    const previews: Buffer[] = [];
    for (const [column, image] of images.entries()) {
      const preview = await toPreview(await encode(image), name);
      previews.push(preview);
      cells.push({ input: preview, left: LABEL + column * (WIDTH + GAP), top });
    }
    if (row === 0) first = previews;
    const difference = await meanDifference(first, previews);
    const words = `${name}${row === 0 ? '' : ` (${difference.toFixed(1)})`}`;
    console.log(words);
    cells.push({ input: toLabel(words), left: 0, top });
  }
  const width = LABEL + images.length * (WIDTH + GAP);
  const sheet = sharp({
    create: { width, height: KINDS.length * (HEIGHT + GAP), channels: 3, background: '#222' },
  });
  await sheet.composite(cells).png().toFile(values.output);
  console.log(`${KINDS.length} kinds of ${images.length} pictures: ${values.output}`);
}

async function toPreview(bytes: Buffer, name: string): Promise<Buffer> {
  const extraction = await extractMetadata(bytesSource(bytes), { maxBytes: 1e9, maxPixels: 1e9 }, name);
  if (!extraction.supported) throw new Error(extraction.reason);
  const traits = { ...extraction.picture, format: extraction.metadata.format };
  const normalized = await normalizeImage(
    bytesSource(bytes),
    traits,
    { maxPixels: 1e9, previewEdge: 1024 },
    name,
  );
  if (!normalized.supported) throw new Error(normalized.reason);
  return normalized.jpeg;
}

/** Of 255, over all samples of all pictures. */
async function meanDifference(expected: readonly Buffer[], seen: readonly Buffer[]): Promise<number> {
  let [sum, count] = [0, 0];
  for (const [index, jpeg] of seen.entries()) {
    const [a, b] = await Promise.all(
      [expected[index] ?? jpeg, jpeg].map((bytes) => sharp(bytes).raw().toBuffer()),
    );
    if (a === undefined || b === undefined) continue;
    for (let at = 0; at < b.length; at++) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
    count += b.length;
  }
  return sum / count;
}

function toLabel(words: string): Buffer {
  const text = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Buffer.from(
    `<svg width="${LABEL}" height="${HEIGHT}"><text x="8" y="${HEIGHT / 2}" fill="#eee" font-family="sans-serif" font-size="15">${text}</text></svg>`,
  );
}

async function readPictures(paths: readonly string[]): Promise<RgbImage[]> {
  const images: RgbImage[] = [];
  for (const path of paths) {
    const image = sharp(path)
      .autoOrient()
      .resize(WIDTH, HEIGHT)
      .flatten({ background: 'white' })
      .toColourspace('srgb');
    images.push({ pixels: await image.raw().toBuffer(), width: WIDTH, height: HEIGHT });
  }
  return images;
}

/** Skies, skins, leaves, nights, snow and charts, as far as a few shapes go. */
async function drawPictures(): Promise<RgbImage[]> {
  const scenes = [
    '<rect width="128" height="96" fill="#5a8fd0"/><rect y="60" width="128" height="36" fill="#c8b078"/><circle cx="96" cy="24" r="12" fill="#ffe680"/>',
    '<rect width="128" height="96" fill="#20242c"/><circle cx="40" cy="40" r="20" fill="#f2f2e6"/><rect x="70" y="50" width="10" height="40" fill="#ffb84d"/>',
    '<rect width="128" height="96" fill="#e8eef4"/><path d="M0 96 L40 30 L70 70 L100 20 L128 96Z" fill="#ffffff"/><path d="M40 30 L50 50 L30 50Z" fill="#9fb4c8"/>',
    '<rect width="128" height="96" fill="#3d5c2e"/><circle cx="30" cy="50" r="26" fill="#6b9a3f"/><circle cx="84" cy="40" r="30" fill="#88b04b"/><circle cx="100" cy="66" r="8" fill="#d0342c"/>',
    '<rect width="128" height="96" fill="#7a6652"/><ellipse cx="64" cy="48" rx="26" ry="34" fill="#e0ac8a"/><circle cx="54" cy="42" r="3" fill="#333"/><circle cx="74" cy="42" r="3" fill="#333"/>',
    '<rect width="128" height="96" fill="#cbb9a2"/><ellipse cx="64" cy="48" rx="26" ry="34" fill="#6b4226"/><circle cx="54" cy="42" r="3" fill="#111"/><circle cx="74" cy="42" r="3" fill="#111"/>',
    [0, 36, 73, 109, 146, 182, 219, 255]
      .map((v, i) => `<rect x="${i * 16}" width="16" height="96" fill="rgb(${v},${v},${v})"/>`)
      .join(''),
    ['#f00', '#0f0', '#00f', '#0ff', '#f0f', '#ff0', '#fff', '#000']
      .map((c, i) => `<rect x="${(i % 4) * 32}" y="${i < 4 ? 0 : 48}" width="32" height="48" fill="${c}"/>`)
      .join(''),
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#102040"/><stop offset="0.5" stop-color="#e06030"/><stop offset="1" stop-color="#ffe0a0"/></linearGradient></defs><rect width="128" height="96" fill="url(#g)"/>',
    '<rect width="128" height="96" fill="#735244"/><rect x="32" width="32" height="48" fill="#c29682"/><rect x="64" width="32" height="48" fill="#627a9d"/><rect x="96" width="32" height="48" fill="#576c43"/><rect y="48" width="32" height="48" fill="#8580b1"/><rect x="32" y="48" width="32" height="48" fill="#67bdaa"/>',
    '<rect width="128" height="96" fill="#fff"/><text x="8" y="40" font-size="20" font-family="serif">Plain text</text><text x="8" y="70" font-size="20" fill="#c00" font-family="serif">in colour</text>',
    '<rect width="128" height="96" fill="rgb(40,90,200)"/><rect width="64" height="48" fill="rgb(220,30,30)"/>',
  ];
  const images: RgbImage[] = [];
  for (const scene of scenes) {
    const svg = Buffer.from(
      `<svg width="${WIDTH}" height="${HEIGHT}" xmlns="http://www.w3.org/2000/svg">${scene}</svg>`,
    );
    const pixels = await sharp(svg).flatten({ background: 'white' }).raw().toBuffer();
    images.push({ pixels, width: WIDTH, height: HEIGHT });
  }
  return images;
}

await main();
