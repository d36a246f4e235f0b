// What the faces engine says of one face.

import type { Box } from '../box.ts';
import type { EmotionScores } from './emotion.ts';
import type { Identity } from './faceres.ts';
import type { Landmarks } from './landmarks.ts';
import type { Openness } from './openness.ts';
import type { Pose } from './pose.ts';
import type { Quality } from './quality.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_UnindexedFace.html} */
export type PoorQuality =
  | 'EXTREME_POSE'
  | 'LOW_BRIGHTNESS'
  | 'LOW_CONFIDENCE'
  | 'LOW_SHARPNESS'
  | 'SMALL_BOUNDING_BOX';

export interface Face {
  /** Ratios of the upright picture, clipped to it. */
  box: Box;
  /** Of the box, in pixels of the raster that the engine read. */
  widthPx: number;
  /** Percent, 0 to 100. */
  confidence: number;
  /** Ratios of the upright picture; the pupils where asked for. */
  landmarks: Landmarks;
  pose: Pose;
  quality: Quality;
  openness: Openness;
  /** Why the face is left out of comparisons; empty for one that is fit. */
  unfitFor: (PoorQuality | 'EXCEEDS_MAX_FACES')[];
  /** Present where asked for. */
  identity?: Identity;
  /** Present where asked for. */
  emotions?: EmotionScores;
}
