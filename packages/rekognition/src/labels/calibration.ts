// From what the models say to what the service calls confidence, percent.
//
// The curves were fitted on about 300 photographs whose labels and boxes were judged by eye: of the labels that come
// out at 80 % and more, 19 of 20 were right there.

/** Percent: a curve that is 50 at zero. */
export function logistic(evidence: number): number {
  return 100 / (1 + Math.exp(-evidence));
}

const LABEL_SCALE = 0.185;

/**
 * Confidence of a label of the whole picture.
 *
 * @param least - The least probability that any look at the picture gave it, 0 to 1. What all looks agree on is
 *   right far more often than what their mean says: .15 → 56, .30 → 80, .50 → 93, .80 → 99.
 */
export function labelConfidence(least: number): number {
  return 100 * (1 - Math.exp(-least / LABEL_SCALE));
}

/** What speaks for and against a box of the detector. */
export interface BoxEvidence {
  /** The detector's own score, 0 to 1: a right hit is often at 0.4 to 0.7. */
  score: number;
  /** Probability that the classifier, looking at the box alone, gives the box's label. */
  support: number;
  /** The greatest probability that it gives to another label. */
  dissent: number;
  /** Mean side of the box, as a ratio of the picture's: a blot of a few pixels may be any thing. */
  side: number;
  /** Whether the classifier would know the thing: then its silence speaks against it. */
  isWellKnown: boolean;
}

const SMALL_SIDE = 0.1;
const SUPPORTED = 0.1;

/**
 * Confidence of a box whose label the classifier knows too: .5 unsupported → 72, half as wide as small → 51, of a
 * thing that is well known → 37; with support .2 → 95.
 */
export function verifiedConfidence({ score, support, dissent, side, isWellKnown }: BoxEvidence): number {
  const smallness = Math.max(0, Math.log2(SMALL_SIDE / side));
  const silence = isWellKnown ? Math.max(0, 1 - support / SUPPORTED) : 0;
  return logistic(7 * score + 10 * support - 2.2 * dissent - 0.9 * smallness - 1.5 * silence - 2.55);
}

/** Confidence of a box whose label the classifier does not know, so that it can only speak against it: .5 → 77. */
export function unverifiedConfidence({ score, dissent }: Pick<BoxEvidence, 'score' | 'dissent'>): number {
  return logistic(12 * (score - 0.4) - 3 * dissent);
}

/** Confidence of a person: no class of the classifier is one, yet the detector knows people best. .40 → 76, .60 → 96. */
export function personConfidence(score: number): number {
  return logistic(10 * (score - 0.285));
}
