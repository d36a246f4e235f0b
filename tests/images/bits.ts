// Writes the bits of a video bitstream.

export class BitWriter {
  readonly #bits: number[] = [];

  /** `u(n)`: the highest bit first. */
  write(value: number, bits: number): this {
    for (let bit = bits - 1; bit >= 0; bit--) this.#bits.push(Math.floor(value / 2 ** bit) % 2);
    return this;
  }

  /** `ue(v)`: Exp-Golomb, as many zeros before the number as it has bits after its first. */
  golomb(value: number): this {
    const bits = Math.floor(Math.log2(value + 1));
    return this.write(0, bits).write(value + 1, bits + 1);
  }

  alignWithZeros(): this {
    while (this.#bits.length % 8 !== 0) this.#bits.push(0);
    return this;
  }

  bytes(values: Iterable<number>): this {
    for (const value of values) this.write(value, 8);
    return this;
  }

  /** `rbsp_trailing_bits()`: a one, then zeros to the end of the byte. */
  trailing(): this {
    return this.write(1, 1).alignWithZeros();
  }

  toBuffer(): Buffer {
    const buffer = Buffer.alloc(Math.ceil(this.#bits.length / 8));
    for (const [index, bit] of this.#bits.entries()) {
      if (bit) buffer[index >> 3] = (buffer[index >> 3] ?? 0) | (0x80 >> (index & 7));
    }
    return buffer;
  }
}
