// The custom labels that the record holds: bounded, whatever a model answers.

import type { CustomLabel, DetectCustomLabelsCommandOutput } from '@aws-sdk/client-rekognition';
import type { CustomLabelsSlot } from '@image-workflow/record';
import { boundItems } from '../shared/bound-items.ts';
import { toBoundingBox, toConfidence } from '../shared/rekognition-image.ts';

/** Labels of one photograph, boxes counted one by one. */
const MAX_LABELS = 100;

type CustomLabelItem = Extract<CustomLabelsSlot, { status: 'SUCCEEDED' }>['items'][number];

/** Surest first. A label of the whole picture has no box. */
export function summarizeCustomLabels({
  CustomLabels = [],
}: Pick<DetectCustomLabelsCommandOutput, 'CustomLabels'>): CustomLabelItem[] {
  const items = CustomLabels.flatMap(toItem).sort((one, other) => other.confidence - one.confidence);
  return boundItems('customLabels', items.slice(0, MAX_LABELS));
}

function toItem({ Name, Confidence = 0, Geometry }: CustomLabel): CustomLabelItem[] {
  if (!Name) return [];
  const boundingBox = Geometry?.BoundingBox && toBoundingBox(Geometry.BoundingBox);
  return [{ name: Name, confidence: toConfidence(Confidence), ...(boundingBox && { boundingBox }) }];
}
