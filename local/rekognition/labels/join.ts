// One list of labels from what the detector and the classifier saw.

import { classifierConfidence, detectorConfidence } from './calibration.ts';
import type { Detection } from './detector.ts';
import { type Box, overlap } from './geometry.ts';
import type { Taxonomy } from './taxonomy.ts';

export interface Instance {
  /** Ratios of the picture. */
  box: Box;
  /** Percent. */
  confidence: number;
}

export interface RecognisedLabel {
  /** A name of the taxonomy. */
  name: string;
  /** Percent. */
  confidence: number;
  /** Where it is, surest first; empty for what has no place: scenes, parents, what only the classifier saw. */
  instances: Instance[];
}

/** The classifier was trained with label smoothing: below this a class says nothing, and a thousand would add up. */
const MIN_CLASS_PROBABILITY = 0.01;

const SAME_CLASS_OVERLAP = 0.5;
const TWIN_OVERLAP = 0.8; // a horse that is also a cow and a sheep, a car that is also a truck

export function joinLabels(
  taxonomy: Taxonomy,
  detections: readonly Detection[],
  probabilities: Float32Array,
): RecognisedLabel[] {
  const labels = new Map<string, RecognisedLabel>();
  const raise = (name: string, confidence: number): RecognisedLabel => {
    const label = labels.get(name) ?? { name, confidence: 0, instances: [] };
    label.confidence = Math.max(label.confidence, confidence);
    labels.set(name, label);
    return label;
  };

  for (const { coco, score, box } of suppressDuplicates(detections)) {
    const name = taxonomy.labelOfCoco.get(coco);
    if (!name) continue;
    const confidence = detectorConfidence(score);
    raise(name, confidence).instances.push({ box, confidence });
  }
  for (const { name, classes } of taxonomy.labels.values()) {
    raise(name, classifierConfidence(sumOf(probabilities, classes)));
  }
  for (const { name, confidence } of [...labels.values()]) {
    for (const ancestor of taxonomy.labels.get(name)?.ancestors ?? []) raise(ancestor, confidence);
  }
  return [...labels.values()].sort((a, b) => b.confidence - a.confidence);
}

function sumOf(probabilities: Float32Array, classes: ReadonlySet<number>): number {
  let sum = 0;
  for (const index of classes) {
    const probability = probabilities[index] ?? 0;
    if (probability >= MIN_CLASS_PROBABILITY) sum += probability;
  }
  return sum;
}

/** Non-maximum suppression: of boxes that lie on each other the best one stays, within a class and across classes. */
export function suppressDuplicates(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const detection of [...detections].sort((a, b) => b.score - a.score)) {
    const isDuplicate = kept.some(({ coco, box }) => {
      const limit = coco === detection.coco ? SAME_CLASS_OVERLAP : TWIN_OVERLAP;
      return overlap(box, detection.box) > limit;
    });
    if (!isDuplicate) kept.push(detection);
  }
  return kept;
}
