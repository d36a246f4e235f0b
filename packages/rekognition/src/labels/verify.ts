// A second opinion on the detector's boxes: the classifier looks at each box alone.

import { area, type Box, holdsCentreOf, intersectionArea, overlap } from '../box.ts';
import { personConfidence, unverifiedConfidence, verifiedConfidence } from './calibration.ts';
import { evidenceOf, sumOf } from './classifier.ts';
import type { Detection } from './detector.ts';
import { widen } from './geometry.ts';
import type { LabelCategory } from './taxonomy/definition.ts';
import { isOfOneLine, type Taxonomy, type TaxonomyLabel } from './taxonomy.ts';

/** A box with the label that it deserves. */
export interface LabelledBox {
  name: string;
  box: Box;
  /** Percent. */
  confidence: number;
}

/** Gives the probability of each class for one region, in ratios of the picture. */
export type LookAt = (region: Box) => Promise<Float32Array>;

const PERSON = 'Person';
const SAME_LABEL_OVERLAP = 0.5;
const TWIN_OVERLAP = 0.7; // a horse that is also a cow and a sheep, a car that is also a truck
const SAME_LOOK_OVERLAP = 0.9;
const PART_INSIDE = 0.85; // of its area: the dog's head in the dog
const PART_SCORE = 0.75; // of the whole's score
const MAX_LOOKS = 6; // each takes about 40 ms
const MAX_LOOKS_PER_LABEL = 2; // the third car is a car as likely as the first two
const MARGIN = 0.1; // of the box's size, on each side: what stands around a thing helps to name it

/** What is in or on a thing says nothing against it: the beer in the glass, the meal on the table. */
const CONTENT_OF: Partial<Record<LabelCategory, LabelCategory>> = {
  'Everyday Objects': 'Food and Beverage',
  'Furniture and Furnishings': 'Food and Beverage',
  'Kitchen and Dining': 'Food and Beverage',
};

/** What looks the same wherever it is: round things that the detector takes for an apple, a clock or a pizza are none. */
const WELL_KNOWN: readonly LabelCategory[] = ['Food and Beverage', 'Home and Indoors'];

interface Candidate {
  label: TaxonomyLabel;
  score: number;
  box: Box;
}

interface Opinion {
  support: number;
  dissent: number;
}

const NO_OPINION: Opinion = { support: 0, dissent: 0 };

/**
 * Turns detections into labelled boxes: duplicates removed, each with a confidence that the classifier has a say in.
 * Of two labels for one thing the more confident one stays. Most confident first.
 */
export async function verifyDetections(
  taxonomy: Taxonomy,
  detections: readonly Detection[],
  lookAt: LookAt,
): Promise<LabelledBox[]> {
  const candidates = withoutParts(
    suppress(toCandidates(taxonomy, detections), isSameLabel, SAME_LABEL_OVERLAP),
  );
  const opinions = await collectOpinions(taxonomy, candidates, lookAt);
  const boxes = candidates.map((candidate) => ({
    name: candidate.label.name,
    box: candidate.box,
    confidence: confidenceOf(candidate, opinions.get(candidate) ?? NO_OPINION),
  }));
  boxes.sort((a, b) => b.confidence - a.confidence);
  return suppress(boxes, (a, b) => a.name !== b.name, TWIN_OVERLAP);
}

/** Best first. */
function toCandidates(taxonomy: Taxonomy, detections: readonly Detection[]): Candidate[] {
  const candidates = detections.flatMap(({ coco, score, box }) => {
    const label = taxonomy.labels.get(taxonomy.labelOfCoco.get(coco) ?? '');
    return label ? [{ label, score, box }] : [];
  });
  return candidates.sort((a, b) => b.score - a.score);
}

const isSameLabel = (a: Candidate, b: Candidate) => a.label === b.label;

/**
 * Non-maximum suppression: of boxes that compete and overlap by more than `limit` the first one stays.
 *
 * @param boxes - Best first.
 */
export function suppress<Item extends { box: Box }>(
  boxes: readonly Item[],
  compete: (a: Item, b: Item) => boolean,
  limit: number,
): Item[] {
  const kept: Item[] = [];
  for (const item of boxes) {
    if (!kept.some((other) => compete(other, item) && overlap(other.box, item.box) > limit)) kept.push(item);
  }
  return kept;
}

/** Drops a box that lies inside a much surer one of its label. People stay: they do stand in front of each other. */
function withoutParts(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((part) => {
    const isPartOf = (whole: Candidate) =>
      isSameLabel(part, whole) &&
      part.score < PART_SCORE * whole.score &&
      intersectionArea(part.box, whole.box) > PART_INSIDE * area(part.box);
    return part.label.name === PERSON || !candidates.some(isPartOf);
  });
}

function confidenceOf({ label, score, box }: Candidate, { support, dissent }: Opinion): number {
  if (label.name === PERSON) return personConfidence(score);
  if (label.classes.size === 0) return unverifiedConfidence({ score, dissent });
  const isWellKnown = WELL_KNOWN.includes(label.category);
  return verifiedConfidence({ score, support, dissent, side: Math.sqrt(area(box)), isWellKnown });
}

/** Looks at the best boxes of each label; the others of that label get the mean of what was seen. */
async function collectOpinions(
  taxonomy: Taxonomy,
  candidates: readonly Candidate[],
  lookAt: LookAt,
): Promise<Map<Candidate, Opinion>> {
  const opinions = new Map<Candidate, Opinion>();
  const looks: { box: Box; probabilities: Float32Array }[] = [];
  for (const candidate of candidates) {
    if (candidate.label.name === PERSON) continue;
    const known = [...opinions]
      .filter(([other]) => isSameLabel(other, candidate))
      .map(([, opinion]) => opinion);
    if (known.length >= MAX_LOOKS_PER_LABEL) {
      opinions.set(candidate, mean(known));
      continue;
    }
    let look = looks.find(({ box }) => overlap(box, candidate.box) > SAME_LOOK_OVERLAP);
    if (!look) {
      if (looks.length >= MAX_LOOKS) continue;
      look = { box: candidate.box, probabilities: await lookAt(widen(candidate.box, MARGIN)) };
      looks.push(look);
    }
    opinions.set(candidate, toOpinion(taxonomy, candidate, candidates, look.probabilities));
  }
  return opinions;
}

function mean(opinions: readonly Opinion[]): Opinion {
  const average = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    support: average(opinions.map(({ support }) => support)),
    dissent: average(opinions.map(({ dissent }) => dissent)),
  };
}

/** What another thing in the box explains (the dog before the bicycle) is no dissent. */
function toOpinion(
  taxonomy: Taxonomy,
  { label, box }: Candidate,
  candidates: readonly Candidate[],
  probabilities: Float32Array,
): Opinion {
  const inside = candidates.filter(
    (other) => holdsCentreOf(box, other.box) && overlap(box, other.box) <= TWIN_OVERLAP,
  );
  const explained = new Set(
    [label, ...inside.map((other) => other.label)].flatMap(({ classes }) => [...classes]),
  );
  const unexplained = probabilities.map((probability, index) => (explained.has(index) ? 0 : probability));

  let dissent = 0;
  for (const other of taxonomy.labels.values()) {
    if (isOfOneLine(label, other) || CONTENT_OF[label.category] === other.category) continue;
    dissent = Math.max(dissent, sumOf(unexplained, other.classes));
  }
  return { support: label.trust * evidenceOf(probabilities, label), dissent };
}
