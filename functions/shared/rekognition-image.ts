// The preview as Rekognition takes it, and its boxes as the record holds them.

import type { Image, BoundingBox as RekognitionBox } from '@aws-sdk/client-rekognition';
import type { BoundingBox, Preview } from '@image-workflow/record';

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} Both sides; a smaller image is refused. */
const MIN_EDGE = 80; // pixels

/** Rekognition reads the preview itself, with the rights of the caller. */
export function toRekognitionImage(bucket: string, preview: Preview): Image {
  return { S3Object: { Bucket: bucket, Name: preview.key } };
}

/** Why Rekognition would refuse the preview; absent where it takes it. */
export function toRefusal({ width, height }: Preview): string | undefined {
  if (Math.min(width, height) >= MIN_EDGE) return undefined;
  return `Expected at least ${MIN_EDGE} px on both sides, as Rekognition asks, but the preview has ${width}×${height} px`;
}

/** Percent with two decimals: what a person reads, in a third of the bytes. */
export function toConfidence(percent: number): number {
  return round(percent, 2);
}

/**
 * Clips a box to the picture. Rekognition's may reach past it (ratios below 0 or above 1) where a thing is cut off.
 *
 * Four decimals place an edge within a fifth of a pixel of a 4096 px preview.
 *
 * @returns Absent where no part of the box lies inside.
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_BoundingBox.html
 * @example
 * toBoundingBox({ Left: -0.1, Top: 0, Width: 0.5, Height: 1 });
 * // => { left: 0, top: 0, width: 0.4, height: 1 }
 */
export function toBoundingBox({
  Left = 0,
  Top = 0,
  Width = 0,
  Height = 0,
}: RekognitionBox): BoundingBox | undefined {
  const left = toRatio(Left);
  const top = toRatio(Top);
  const width = round(toRatio(Left + Width) - left, 4);
  const height = round(toRatio(Top + Height) - top, 4);
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

function toRatio(value: number): number {
  return round(Math.min(Math.max(value, 0), 1), 4);
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
