// The text that the record holds: bounded, whatever a picture shows. Rekognition's whole response lies beside it.

import type { DetectTextCommandOutput, TextDetection } from '@aws-sdk/client-rekognition';
import type { TextSlot } from '@image-workflow/record';
import { boundItems } from '../shared/bound-items.ts';
import { toBoundingBox, toConfidence } from '../shared/rekognition-image.ts';

/**
 * Most lines, and most words: as many words as Rekognition gives for one image. The offline server gives all words
 * of a page; then its lines still say them. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html}
 */
const MAX_ITEMS_OF_A_TYPE = 100;

/** Longest text of one item, in characters. */
const MAX_ITEM_LENGTH = 300;

type TextItem = Extract<TextSlot, { status: 'SUCCEEDED' }>['items'][number];

/** In Rekognition's order: lines as a person reads them, then their words. */
export function summarizeText({
  TextDetections = [],
}: Pick<DetectTextCommandOutput, 'TextDetections'>): TextItem[] {
  const items = TextDetections.flatMap(toItem);
  const linesAndWords = (['LINE', 'WORD'] as const).flatMap((type) =>
    items.filter((item) => item.type === type).slice(0, MAX_ITEMS_OF_A_TYPE),
  );
  return boundItems('text', linesAndWords);
}

/** A detection without a text or without a box inside the picture says nothing. */
function toItem({ DetectedText, Type, Confidence = 0, Geometry }: TextDetection): TextItem[] {
  const boundingBox = Geometry?.BoundingBox && toBoundingBox(Geometry.BoundingBox);
  if (!DetectedText || !Type || !boundingBox) return [];
  return [
    {
      text: DetectedText.slice(0, MAX_ITEM_LENGTH),
      type: Type,
      confidence: toConfidence(Confidence),
      boundingBox,
    },
  ];
}
