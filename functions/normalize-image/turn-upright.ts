// EXIF orientation, applied once.

import sharp from 'sharp';
import type { Picture } from './decode/decoded.ts';

/** How a stored picture becomes upright: mirrored left to right first, then turned clockwise. Exif 3.0, tag 0x0112. */
const TURNS: ReadonlyMap<number, { mirrored: boolean; degrees: number }> = new Map([
  [2, { mirrored: true, degrees: 0 }],
  [3, { mirrored: false, degrees: 180 }],
  [4, { mirrored: true, degrees: 180 }],
  [5, { mirrored: true, degrees: 270 }],
  [6, { mirrored: false, degrees: 90 }],
  [7, { mirrored: true, degrees: 90 }],
  [8, { mirrored: false, degrees: 270 }],
]);

/** @param orientation - EXIF orientation of `picture`, 1 to 8; anything else counts as upright. */
export async function turnUpright(picture: Picture, orientation: number): Promise<Picture> {
  const turn = TURNS.get(orientation);
  if (turn === undefined) return picture;

  const { pixels, width, height } = picture;
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  if (turn.mirrored) image.flop(); // sharp mirrors before it turns
  if (turn.degrees > 0) image.rotate(turn.degrees);
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}
