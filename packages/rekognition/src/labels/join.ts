// One list of labels from the detector's boxes and the classifier's looks at the whole picture.

import type { Box } from '../box.ts';
import { labelConfidence } from './calibration.ts';
import { sumOf } from './classifier.ts';
import type { Taxonomy } from './taxonomy.ts';
import type { LabelledBox } from './verify.ts';

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

/**
 * A label is as sure as the surer of the two: its best box, or the look at the whole picture that believes in it
 * least. Every ancestor is at least as sure as its surest descendant. Surest first.
 *
 * @param looks - The probabilities of the classes, one list for each look.
 */
export function joinLabels(
  taxonomy: Taxonomy,
  boxes: readonly LabelledBox[],
  looks: readonly Float32Array[],
): RecognisedLabel[] {
  const found = new Map<string, RecognisedLabel>();
  const raise = (name: string, confidence: number): RecognisedLabel => {
    const label = found.get(name) ?? { name, confidence: 0, instances: [] };
    label.confidence = Math.max(label.confidence, confidence);
    found.set(name, label);
    return label;
  };

  for (const { name, box, confidence } of boxes) raise(name, confidence).instances.push({ box, confidence });
  for (const { name, classes, trust } of taxonomy.labels.values()) {
    const least = Math.min(...looks.map((probabilities) => sumOf(probabilities, classes)));
    if (least > 0) raise(name, labelConfidence(least * trust));
  }
  for (const { name, confidence } of [...found.values()]) {
    for (const ancestor of taxonomy.labels.get(name)?.ancestors ?? []) raise(ancestor, confidence);
  }
  return [...found.values()].sort((a, b) => b.confidence - a.confidence);
}
