// The labels that the record holds: bounded, whatever a picture shows. Rekognition's whole response lies beside it.

import type { DetectLabelsCommandOutput, Instance, Label } from '@aws-sdk/client-rekognition';
import type { LabelsSlot } from '@image-workflow/record';
import { toBoundingBox, toConfidence } from '../shared/rekognition-image.ts';

/**
 * Boxes of one photograph, all labels together: about 20 KB of the 256 KiB that Step Functions hands on and of the
 * 400 KB of an item. A crowd has its people under Person, Adult, Man, Woman… at once.
 */
const MAX_INSTANCES = 200;

type LabelItem = Extract<LabelsSlot, { status: 'SUCCEEDED' }>['items'][number];

/** In Rekognition's order, most confident first. Past the bound, each label keeps as many boxes as any other. */
export function summarizeLabels({ Labels = [] }: Pick<DetectLabelsCommandOutput, 'Labels'>): LabelItem[] {
  const items = Labels.map(toItem).sort((one, other) => other.confidence - one.confidence);
  const most = toInstancesPerLabel(items.map((item) => item.instances.length));
  return items.map((item) => ({ ...item, instances: item.instances.slice(0, most) }));
}

function toItem({
  Name = '',
  Confidence = 0,
  Parents = [],
  Categories = [],
  Instances = [],
}: Label): LabelItem {
  return {
    name: Name,
    confidence: toConfidence(Confidence),
    parents: toNames(Parents),
    categories: toNames(Categories),
    instances: Instances.flatMap(toInstance).sort((one, other) => other.confidence - one.confidence),
  };
}

function toNames(entries: { Name?: string | undefined }[]): string[] {
  return entries.flatMap(({ Name }) => Name ?? []);
}

/** An instance without a box inside the picture says nothing that its label does not. */
function toInstance({ BoundingBox, Confidence = 0 }: Instance): LabelItem['instances'] {
  const boundingBox = BoundingBox && toBoundingBox(BoundingBox);
  return boundingBox ? [{ boundingBox, confidence: toConfidence(Confidence) }] : [];
}

/** The largest number of boxes per label that keeps all labels together within the bound. */
function toInstancesPerLabel(counts: number[]): number {
  let most = MAX_INSTANCES;
  while (counts.reduce((sum, count) => sum + Math.min(count, most), 0) > MAX_INSTANCES) most--;
  return most;
}
