// How a decoder in WebAssembly ends that cannot go on.

/** A trap or an abort; a memory that cannot grow. */
const NAMES = ['RuntimeError', 'RangeError'];

export function isWasmFailure(error: unknown): error is Error {
  return error instanceof Error && NAMES.includes(error.name);
}
