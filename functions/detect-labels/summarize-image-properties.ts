// Colours and quality of a picture, where IMAGE_PROPERTIES was asked for.

import type { DetectLabelsCommandOutput, DominantColor } from '@aws-sdk/client-rekognition';
import type { ImageProperties } from '@image-workflow/record';
import { toConfidence } from '../shared/rekognition-image.ts';

/** A palette that a person takes in; Rekognition would give twenty. */
export const MAX_DOMINANT_COLORS = 12;

/** The most frequent colour first. */
export function summarizeImageProperties({
  ImageProperties,
}: Pick<DetectLabelsCommandOutput, 'ImageProperties'>): ImageProperties | undefined {
  if (!ImageProperties) return undefined;
  const { DominantColors = [], Quality = {} } = ImageProperties;
  const { Brightness = 0, Sharpness = 0, Contrast = 0 } = Quality;
  return {
    dominantColors: DominantColors.map(toColor)
      .sort((one, other) => other.pixelPercent - one.pixelPercent)
      .slice(0, MAX_DOMINANT_COLORS),
    quality: {
      brightness: toConfidence(Brightness),
      sharpness: toConfidence(Sharpness),
      contrast: toConfidence(Contrast),
    },
  };
}

function toColor({
  HexCode = '',
  CSSColor = '',
  SimplifiedColor = '',
  PixelPercent = 0,
}: DominantColor): ImageProperties['dominantColors'][number] {
  return {
    hexCode: HexCode,
    cssColor: CSSColor,
    simplifiedColor: SimplifiedColor,
    pixelPercent: toConfidence(PixelPercent),
  };
}
