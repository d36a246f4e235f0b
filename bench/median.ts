// What most measurements of one thing agree on, whatever a busy machine did to some of them.

/** @returns NaN of none. */
export function toMedian(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
