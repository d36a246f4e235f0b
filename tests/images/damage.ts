// Damage as it happens to files, the same for the same seed: flipped bits, missing ends, pieces of other files.

/** Small, and the same on every machine (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below`, which is left out. */
  integer(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }
}

/** @param others - Files whose pieces may turn up in this one. */
export function damage(file: Buffer, others: readonly Buffer[], random: SeededRandom): Buffer {
  const kinds = [flipBits, truncate, overwrite, splice, repeatPiece];
  const kind = kinds[random.integer(kinds.length)] ?? flipBits;
  return kind(Buffer.from(file), random, others[random.integer(others.length)] ?? file);
}

/** Most damage that matters lies where a file describes itself: at its start, and at its end. */
function placeIn(file: Buffer, random: SeededRandom): number {
  const near = Math.min(file.length, 2_000);
  const places = [random.integer(file.length), random.integer(near), file.length - 1 - random.integer(near)];
  return places[random.integer(places.length)] ?? 0;
}

function flipBits(file: Buffer, random: SeededRandom): Buffer {
  const count = 1 + random.integer(30);
  for (let flip = 0; flip < count; flip++) {
    const at = placeIn(file, random);
    file.writeUInt8((file[at] ?? 0) ^ (1 << random.integer(8)), at);
  }
  return file;
}

function truncate(file: Buffer, random: SeededRandom): Buffer {
  return file.subarray(0, placeIn(file, random));
}

/** Lengths and offsets of all ones, or of zeros. */
function overwrite(file: Buffer, random: SeededRandom): Buffer {
  const at = placeIn(file, random);
  const end = Math.min(file.length, at + 1 + random.integer(64));
  return file.fill(random.integer(2) * 0xff, at, end);
}

function splice(file: Buffer, random: SeededRandom, other: Buffer): Buffer {
  const from = placeIn(other, random);
  const piece = other.subarray(from, from + random.integer(4_096));
  const at = placeIn(file, random);
  return Buffer.concat([file.subarray(0, at), piece, file.subarray(at + random.integer(2) * piece.length)]);
}

function repeatPiece(file: Buffer, random: SeededRandom): Buffer {
  const at = placeIn(file, random);
  const piece = file.subarray(at, at + 1 + random.integer(256));
  const copies = Array.from({ length: 1 + random.integer(50) }, () => piece);
  return Buffer.concat([file.subarray(0, at), ...copies, file.subarray(at)]);
}
