// How alike two faces are, in the service's percent.

/**
 * Percent, 0 to 100, of two embeddings of length 1.
 *
 * The curve puts the service's default threshold of 80 at a cosine of 0.56: see the figures in ../README.md.
 */
export function similarityOf(a: Float32Array, b: Float32Array): number {
  return 100 / (1 + Math.exp(-20 * (cosine(a, b) - 0.49)));
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
