// Dominant colours and quality, computed from the pixels.

import sharp from 'sharp';
import type { Raster } from '../raster.ts';
import { CSS_COLORS, type NamedColor } from './css-colors.ts';
import type { Box } from './geometry.ts';

export interface DominantColor {
  color: NamedColor;
  /** Share of the region's pixels, 0 to 100. */
  pixelPercent: number;
}

/** Each from 0 to 100, on a scale of our own: the service publishes none. */
export interface Quality {
  brightness: number;
  sharpness: number;
}

export interface RegionProperties {
  quality: Quality;
  dominantColors: DominantColor[];
}

export interface ImageProperties extends RegionProperties {
  quality: Quality & { contrast: number };
  /** Inside and outside of the boxes that were found; absent without boxes. */
  foreground?: RegionProperties;
  background?: RegionProperties;
}

const SAMPLE_EDGE = 192; // pixels of the long edge: colours and light need no more
const MIN_PIXEL_PERCENT = 10; // answers of the service list no rarer colour
/** Mean step between neighbouring pixels of a crisp photograph at SAMPLE_EDGE, of 255. By eye on 20 photographs. */
const CRISP_STEP = 24;

/** Luma by ITU-R BT.601, 0 to 255. */
function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** A small copy of the picture whose pixels can be asked which named colour they are. */
export class ColorSample {
  readonly #raster: Raster;

  private constructor(raster: Raster) {
    this.#raster = raster;
  }

  static async of({ data, width, height }: Raster): Promise<ColorSample> {
    const sample = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize({ width: SAMPLE_EDGE, height: SAMPLE_EDGE, fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return new ColorSample({ data: sample.data, width: sample.info.width, height: sample.info.height });
  }

  /** @param boxes - What counts as foreground, in ratios of the picture. */
  imageProperties(boxes: readonly Box[], maxColors: number): ImageProperties {
    const isInside = (x: number, y: number) => boxes.some((box) => contains(box, x, y));
    const all = this.#measure(() => true, maxColors);
    const foreground = this.#measure(isInside, maxColors);
    const background = this.#measure((x, y) => !isInside(x, y), maxColors);
    return {
      dominantColors: all.dominantColors,
      quality: { ...all.quality, contrast: all.contrast },
      ...(foreground.pixels > 0 && { foreground: toRegion(foreground) }),
      ...(foreground.pixels > 0 && background.pixels > 0 && { background: toRegion(background) }),
    };
  }

  dominantColors(box: Box, maxColors: number): DominantColor[] {
    return this.#measure((x, y) => contains(box, x, y), maxColors).dominantColors;
  }

  #measure(isCounted: (x: number, y: number) => boolean, maxColors: number) {
    const { width, height } = this.#raster;
    const counts = new Map<NamedColor, number>();
    let [pixels, sum, sumOfSquares, steps, stepCount] = [0, 0, 0, 0, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!isCounted((x + 0.5) / width, (y + 0.5) / height)) continue;
        const color = nearestColor(...this.#rgb(x, y));
        counts.set(color, (counts.get(color) ?? 0) + 1);
        const light = luma(...this.#rgb(x, y));
        pixels++;
        sum += light;
        sumOfSquares += light * light;
        if (x + 1 < width && y + 1 < height) {
          steps +=
            Math.abs(light - luma(...this.#rgb(x + 1, y))) + Math.abs(light - luma(...this.#rgb(x, y + 1)));
          stepCount += 2;
        }
      }
    }
    const mean = sum / (pixels || 1);
    const deviation = Math.sqrt(Math.max(0, sumOfSquares / (pixels || 1) - mean * mean));
    return {
      pixels,
      dominantColors: [...counts]
        .map(([color, count]) => ({ color, pixelPercent: (100 * count) / pixels }))
        .filter(({ pixelPercent }) => pixelPercent >= MIN_PIXEL_PERCENT)
        .sort((a, b) => b.pixelPercent - a.pixelPercent)
        .slice(0, maxColors),
      quality: {
        brightness: (100 * mean) / 255,
        sharpness: Math.min(100, (100 * steps) / (stepCount || 1) / CRISP_STEP),
      },
      contrast: Math.min(100, (100 * deviation) / (255 / 2)), // 100: half the pixels black, half white
    };
  }

  #rgb(x: number, y: number): [number, number, number] {
    const { data, width } = this.#raster;
    const at = (y * width + x) * 3;
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  }
}

function toRegion({ quality, dominantColors }: RegionProperties): RegionProperties {
  return { quality, dominantColors };
}

function contains(box: Box, x: number, y: number): boolean {
  return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
}

/**
 * The named colour that looks nearest: a weighted distance in RGB that follows the eye's sensitivity,
 * {@link https://www.compuphase.com/cmetric.htm}.
 */
export function nearestColor(red: number, green: number, blue: number): NamedColor {
  let nearest = CSS_COLORS[0] as NamedColor;
  let least = Number.POSITIVE_INFINITY;
  for (const color of CSS_COLORS) {
    const meanRed = (red + color.red) / 2;
    const distance =
      (2 + meanRed / 256) * (red - color.red) ** 2 +
      4 * (green - color.green) ** 2 +
      (2 + (255 - meanRed) / 256) * (blue - color.blue) ** 2;
    if (distance >= least) continue;
    least = distance;
    nearest = color;
  }
  return nearest;
}
