// Writes the bits of a video bitstream.

export class BitWriter {
  readonly #bytes: number[] = [];
  /** Bits that the last byte has room for. */
  #room = 0;

  /** `u(n)`: the highest bit first. */
  write(value: number, bits: number): this {
    for (let bit = bits - 1; bit >= 0; bit--) {
      if (this.#room === 0) {
        this.#bytes.push(0);
        this.#room = 8;
      }
      this.#room--;
      const last = this.#bytes.length - 1;
      const isSet = Math.floor(value / 2 ** bit) % 2 === 1;
      if (isSet) this.#bytes[last] = (this.#bytes[last] ?? 0) | (1 << this.#room);
    }
    return this;
  }

  /** `ue(v)`: Exp-Golomb, as many zeros before the number as it has bits after its first. */
  golomb(value: number): this {
    const bits = Math.floor(Math.log2(value + 1));
    return this.write(0, bits).write(value + 1, bits + 1);
  }

  alignWithZeros(): this {
    this.#room = 0;
    return this;
  }

  bytes(values: Iterable<number>): this {
    for (const value of values) {
      if (this.#room === 0) this.#bytes.push(value);
      else this.write(value, 8);
    }
    return this;
  }

  /** `rbsp_trailing_bits()`: a one, then zeros to the end of the byte. */
  trailing(): this {
    return this.write(1, 1).alignWithZeros();
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#bytes);
  }
}
