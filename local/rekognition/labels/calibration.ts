// From what the models say to what the service calls confidence, percent.

/** A curve that is 50 % at `middle` and rises by `steepness` / 4 there. */
function logistic(value: number, middle: number, steepness: number): number {
  return 100 / (1 + Math.exp(-steepness * (value - middle)));
}

/** @param score - The detector's raw score: .30 → 54, .40 → 76, .50 → 90, .60 → 96. */
export function detectorConfidence(score: number): number {
  return logistic(score, 0.285, 10);
}

/** @param probability - Sum over the label's classes: .30 → 57, .40 → 76, .50 → 89, .60 → 95. */
export function classifierConfidence(probability: number): number {
  return logistic(probability, 0.27, 9);
}
