// Which faces are too poor to be compared, and why.

import type { Face, PoorQuality } from './face.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_IndexFaces.html#API_IndexFaces_RequestSyntax} */
export const QUALITY_FILTERS = ['NONE', 'AUTO', 'LOW', 'MEDIUM', 'HIGH'] as const;
export type QualityFilter = (typeof QUALITY_FILTERS)[number];

interface Bar {
  /** Pixels of the raster that the engine reads, long edge 1600 or less. */
  minWidthPx: number;
  minSharpness: number;
  minBrightness: number;
  minConfidence: number;
  maxTurnDegrees: number;
}

/**
 * Set where matching suffers, measured on 40 faces of 8 people made smaller, blurred and darkened. Matches kept:
 * 93 % at 60 px, 87 % at 36 px, 75 % at 28 px, 61 % at 22 px; 86 % at sharpness 28, 63 % at 17, 30 % at 12.
 */
const BARS: Record<'LOW' | 'MEDIUM' | 'HIGH', Bar> = {
  LOW: { minWidthPx: 20, minSharpness: 8, minBrightness: 4, minConfidence: 50, maxTurnDegrees: 70 },
  MEDIUM: { minWidthPx: 28, minSharpness: 14, minBrightness: 8, minConfidence: 55, maxTurnDegrees: 55 },
  HIGH: { minWidthPx: 45, minSharpness: 25, minBrightness: 15, minConfidence: 70, maxTurnDegrees: 40 },
};

/** @returns Why the face does not reach the bar; empty when it does. `AUTO` is `MEDIUM`. */
export function poorQualityOf(
  { widthPx, quality, confidence, pose }: Pick<Face, 'widthPx' | 'quality' | 'confidence' | 'pose'>,
  filter: QualityFilter,
): PoorQuality[] {
  if (filter === 'NONE') return [];
  const bar = BARS[filter === 'AUTO' ? 'MEDIUM' : filter];
  const failings: [boolean, PoorQuality][] = [
    [Math.max(Math.abs(pose.yaw), Math.abs(pose.pitch)) > bar.maxTurnDegrees, 'EXTREME_POSE'],
    [quality.brightness < bar.minBrightness, 'LOW_BRIGHTNESS'],
    [quality.sharpness < bar.minSharpness, 'LOW_SHARPNESS'],
    [confidence < bar.minConfidence, 'LOW_CONFIDENCE'],
    [widthPx < bar.minWidthPx, 'SMALL_BOUNDING_BOX'],
  ];
  return failings.filter(([fails]) => fails).map(([, reason]) => reason);
}
