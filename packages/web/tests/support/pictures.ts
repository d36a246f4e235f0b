// Pictures for the tests of the page, drawn here: landscapes in many lights and shapes, and what they look like small.

import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

export interface DrawnPicture {
  /** WebP. */
  bytes: Buffer;
  /** Pixels. */
  width: number;
  height: number;
  /** base64 */
  thumbHash: string;
}

const SHAPES = [
  [960, 640],
  [640, 960],
  [960, 720],
  [960, 540],
  [800, 800],
  [1200, 500],
] as const;

/** From the top of the sky to the nearest hill. */
const LIGHTS = [
  ['#8fb8d8', '#f6d9b8', '#7f97a3', '#5e7d66', '#33502f'],
  ['#27406b', '#e08a5b', '#5a4a62', '#3b3048', '#1e1a2c'],
  ['#5aa9e6', '#d6ecfa', '#8aa8b0', '#6c9a58', '#3f6b35'],
  ['#0b1430', '#4a5c92', '#27345c', '#161f3d', '#0a0f22'],
  ['#f2c6a0', '#fbe9d2', '#c79a86', '#9a6a5c', '#5f3c38'],
  ['#9fc5c9', '#e8efe6', '#87a5a0', '#5a8077', '#2f4f4a'],
] as const;

const drawn = new Map<number, Promise<DrawnPicture>>();

/** Always the same ones, each drawn once. @param count - At most 36 differ. */
export function drawPictures(count: number): Promise<DrawnPicture[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const picture = drawn.get(index) ?? drawPicture(index);
      drawn.set(index, picture);
      return picture;
    }),
  );
}

async function drawPicture(index: number): Promise<DrawnPicture> {
  const [width, height] = SHAPES[index % SHAPES.length] ?? SHAPES[0];
  const light = LIGHTS[(index * 5 + Math.floor(index / 6)) % LIGHTS.length] ?? LIGHTS[0];
  const svg = Buffer.from(toScene(width, height, light, index));
  const picture = sharp(svg);
  const small = await picture
    .clone()
    .resize(100, 100, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { data, info } = small;
  return {
    bytes: await picture.webp({ quality: 72 }).toBuffer(),
    width,
    height,
    thumbHash: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64'),
  };
}

function toScene(width: number, height: number, light: readonly string[], seed: number): string {
  const [top, low, ...hills] = light;
  const random = (salt: number) => {
    const value = Math.sin((seed + 1) * 127.1 + salt * 311.7) * 43_758.545;
    return value - Math.floor(value);
  };
  const ridge = (layer: number) => {
    const base = height * (0.52 + layer * 0.15);
    const points = Array.from({ length: 9 }, (_, step) => {
      const y = base - (random(layer * 20 + step) - 0.3) * height * (0.2 - layer * 0.04);
      return `${(step / 8) * width},${y}`;
    });
    return `<path d="M0,${height} L${points.join(' L')} L${width},${height}Z" fill="${hills[layer]}"/>`;
  };
  const sun = `<circle cx="${width * (0.2 + random(1) * 0.6)}" cy="${height * (0.22 + random(2) * 0.2)}" r="${Math.min(width, height) * 0.07}" fill="#fff6df" opacity=".9"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset=".65" stop-color="${low}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>${sun}${[0, 1, 2].map(ridge).join('')}</svg>`;
}
