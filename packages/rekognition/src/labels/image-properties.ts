// Dominant colours and quality, computed from the pixels.

import sharp from 'sharp';
import type { Box } from '../box.ts';
import type { Raster } from '../raster.ts';
import { CSS_COLORS, type NamedColor } from './css-colors.ts';

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

/** A small copy of the picture, whose pixels know the name of their colour. */
export class ColorSample {
  readonly #width: number;
  readonly #height: number;
  readonly #colors: NamedColor[] = [];
  readonly #lumas: number[] = [];

  private constructor({ data, width, height }: Raster) {
    this.#width = width;
    this.#height = height;
    for (let at = 0; at < data.length; at += 3) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      this.#colors.push(nearestColor(red, green, blue));
      this.#lumas.push(luma(red, green, blue));
    }
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
    const isForeground = (x: number, y: number) => boxes.some((box) => contains(box, x, y));
    const [all, foreground, background] = [
      this.#pixelsWhere(() => true),
      this.#pixelsWhere(isForeground),
      this.#pixelsWhere((x, y) => !isForeground(x, y)),
    ];
    const toRegion = (pixels: number[]): RegionProperties => ({
      quality: this.#quality(pixels),
      dominantColors: this.#dominantColors(pixels, maxColors),
    });
    return {
      dominantColors: this.#dominantColors(all, maxColors),
      quality: { ...this.#quality(all), contrast: this.#contrast(all) },
      ...(foreground.length > 0 && { foreground: toRegion(foreground) }),
      ...(foreground.length > 0 && background.length > 0 && { background: toRegion(background) }),
    };
  }

  dominantColors(box: Box, maxColors: number): DominantColor[] {
    return this.#dominantColors(
      this.#pixelsWhere((x, y) => contains(box, x, y)),
      maxColors,
    );
  }

  /** Indices of the pixels whose centre, in ratios of the picture, is wanted. */
  #pixelsWhere(isWanted: (x: number, y: number) => boolean): number[] {
    const pixels: number[] = [];
    for (let y = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++) {
        if (isWanted((x + 0.5) / this.#width, (y + 0.5) / this.#height)) pixels.push(y * this.#width + x);
      }
    }
    return pixels;
  }

  #dominantColors(pixels: readonly number[], maxColors: number): DominantColor[] {
    const counts = new Map<NamedColor, number>();
    for (const pixel of pixels) {
      const color = this.#colors[pixel] as NamedColor;
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    return [...counts]
      .map(([color, count]) => ({ color, pixelPercent: (100 * count) / pixels.length }))
      .filter(({ pixelPercent }) => pixelPercent >= MIN_PIXEL_PERCENT)
      .sort((a, b) => b.pixelPercent - a.pixelPercent)
      .slice(0, maxColors);
  }

  #quality(pixels: readonly number[]): Quality {
    const steps = pixels.flatMap((pixel) => {
      const isLastOfRow = (pixel + 1) % this.#width === 0;
      const neighbours = isLastOfRow ? [pixel + this.#width] : [pixel + 1, pixel + this.#width];
      return neighbours
        .filter((neighbour) => neighbour < this.#lumas.length)
        .map((neighbour) => Math.abs(this.#luma(pixel) - this.#luma(neighbour)));
    });
    return {
      brightness: (100 * mean(pixels.map((pixel) => this.#luma(pixel)))) / 255,
      sharpness: Math.min(100, (100 * mean(steps)) / CRISP_STEP),
    };
  }

  /** 100 where half of the pixels are black and half are white. */
  #contrast(pixels: readonly number[]): number {
    const lumas = pixels.map((pixel) => this.#luma(pixel));
    const middle = mean(lumas);
    const deviation = Math.sqrt(mean(lumas.map((light) => (light - middle) ** 2)));
    return Math.min(100, (100 * deviation) / (255 / 2));
  }

  #luma(pixel: number): number {
    return this.#lumas[pixel] ?? 0;
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
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
