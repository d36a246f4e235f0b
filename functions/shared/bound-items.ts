// What a photograph shows has no bound; what Step Functions hands from state to state has: 262,144 bytes of JSON, and an
// execution that exceeds them is killed without a word.

/**
 * Bytes that the items of each slot may take. All slots full, beside a file that says all it can of itself and one
 * branch that fails at length, stay below that bound: tests/workflow/state-data.test.ts.
 * Labels are bounded by their number, and thumbnails by the stack's parameter.
 */
export const MAX_ITEMS_BYTES = {
  text: 28_000,
  faces: 52_000,
  people: 18_000,
  celebrities: 8_000,
  moderation: 4_000,
  customLabels: 8_000,
};

/**
 * The first items that fit together. What is left out is in Rekognition's whole answer, beside the record.
 *
 * @param items - The most important first.
 */
export function boundItems<Item>(slot: keyof typeof MAX_ITEMS_BYTES, items: readonly Item[]): Item[] {
  let bytes = 0;
  const firstTooMany = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1; // and a comma
    return bytes > MAX_ITEMS_BYTES[slot];
  });
  return firstTooMany < 0 ? [...items] : items.slice(0, firstTooMany);
}
