// Pixels as PP-OCR's models want them: planes of blue, green and red, from -1 to 1.

/** @param rgb - Three bytes a pixel, row by row. */
export function toPlanarBgr(rgb: Uint8Array): Float32Array {
  const pixels = rgb.length / 3;
  const planes = new Float32Array(rgb.length);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    planes[pixel] = toUnit(rgb[3 * pixel + 2] as number);
    planes[pixels + pixel] = toUnit(rgb[3 * pixel + 1] as number);
    planes[2 * pixels + pixel] = toUnit(rgb[3 * pixel] as number);
  }
  return planes;
}

/** From 0…255 to -1…1. */
export function toUnit(value: number): number {
  return value / 127.5 - 1;
}
