// One list of labels from the detector's boxes and the classifier's looks at the whole picture.

import type { Box } from '../box.ts';
import { labelConfidence } from './calibration.ts';
import { evidenceOf, sumOf } from './classifier.ts';
import type { SceneryLabel } from './scenery.ts';
import type { LabelCategory } from './taxonomy/definition.ts';
import type { Taxonomy, TaxonomyLabel } from './taxonomy.ts';
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

export interface Evidence {
  /** The detector's boxes, freed of duplicates. */
  boxes: readonly LabelledBox[];
  /** Names of all that the detector has the faintest idea of. */
  suspected: ReadonlySet<string>;
  /** The classifier's probabilities of its classes, one list for each look at the whole picture. */
  looks: readonly Float32Array[];
  scenery: readonly SceneryLabel[];
}

/** What the classifier's word is worth for a thing that the detector knows and has no idea of: the dog in a cat. */
const TRUST_WHERE_UNSUSPECTED = 0.5;

/**
 * A label is as sure as the surest of three: its best box, the look at the whole picture that believes in it least,
 * the head that knows it as scenery. Every ancestor is at least as sure as its surest descendant. Surest first.
 */
export function joinLabels(
  taxonomy: Taxonomy,
  { boxes, suspected, looks, scenery }: Evidence,
): RecognisedLabel[] {
  const found = new Map<string, RecognisedLabel>();
  const raise = (name: string, confidence: number): RecognisedLabel => {
    const label = found.get(name) ?? { name, confidence: 0, instances: [] };
    label.confidence = Math.max(label.confidence, confidence);
    found.set(name, label);
    return label;
  };

  for (const { name, box, confidence } of boxes) raise(name, confidence).instances.push({ box, confidence });
  for (const label of taxonomy.labels.values()) {
    const least = Math.min(...looks.map((look) => believed(label, look, suspected)));
    if (least > 0) raise(label.name, labelConfidence(least * label.trust));
  }
  for (const { name, confidence } of scenery) raise(name, confidence);
  for (const { name, confidence } of [...found.values()]) {
    for (const ancestor of taxonomy.labels.get(name)?.ancestors ?? []) raise(ancestor, confidence);
  }
  const labels = withoutContradiction(taxonomy, [...found.values()]);
  return indoorsWithEvidence(taxonomy, labels).sort((a, b) => b.confidence - a.confidence);
}

/**
 * The probability of a label's classes. Those of things that the detector knows count half where it has no idea of any
 * thing of the label's line; with a cat about, an animal is likely, whatever breed the classifier sees.
 */
function believed(label: TaxonomyLabel, look: Float32Array, suspected: ReadonlySet<string>): number {
  const all = evidenceOf(look, label);
  if (label.detectable.names.some((name) => suspected.has(name))) return all;
  return all - (1 - TRUST_WHERE_UNSUSPECTED) * sumOf(look, label.detectable.classes);
}

/** A picture is of the inside or of the outside: the less sure of the two goes, with all that would be there. */
function withoutContradiction(taxonomy: Taxonomy, labels: RecognisedLabel[]): RecognisedLabel[] {
  const confidenceOf = (wanted: string) => labels.find(({ name }) => name === wanted)?.confidence ?? 0;
  const wrong = confidenceOf('Indoors') > confidenceOf('Outdoors') ? 'Outdoors' : 'Indoors';
  return labels.filter(({ name }) => name !== wrong && !taxonomy.labels.get(name)?.ancestors.includes(wrong));
}

/** What is about a room. */
const INDOOR_CATEGORIES: readonly LabelCategory[] = [
  'Food and Beverage',
  'Furniture and Furnishings',
  'Home Appliances',
  'Home and Indoors',
  'Kitchen and Dining',
];
const EVIDENT = 55; // percent
const MAX_WITHOUT_EVIDENCE = 75; // percent; of such pictures three of four were of the inside

/** Night, walls and shade outside look like the inside: where nothing is seen that stands in a room, Indoors is less sure. */
function indoorsWithEvidence(taxonomy: Taxonomy, labels: RecognisedLabel[]): RecognisedLabel[] {
  const isEvidence = ({ name, confidence }: RecognisedLabel) => {
    const label = taxonomy.labels.get(name);
    return (
      name !== 'Indoors' &&
      confidence >= EVIDENT &&
      label !== undefined &&
      (label.ancestors.includes('Indoors') || INDOOR_CATEGORIES.includes(label.category))
    );
  };
  if (labels.some(isEvidence)) return labels;
  return labels.map((label) =>
    label.name === 'Indoors'
      ? { ...label, confidence: Math.min(label.confidence, MAX_WITHOUT_EVIDENCE) }
      : label,
  );
}
