// What a file says, tag by tag, under the names that exiftool -G1 gives: `ExifIFD:FNumber`, `XMP-dc:Title`.

import { cleanText, decodeText } from './text.ts';

/** Bytes are text whose encoding the file does not name. */
export type TagValue = Uint8Array | readonly (number | string)[];

/** The tags of one file. Reading one as a kind of value that it is not gives undefined. */
export class Tags {
  readonly #values = new Map<string, TagValue>();

  /** The first value of a name stays. */
  set(name: string, value: TagValue): void {
    if (!this.#values.has(name)) this.#values.set(name, value);
  }

  /** @returns The tag's values as trimmed text, without those that are empty. */
  texts(name: string): string[] {
    const value = this.#values.get(name);
    if (value === undefined) return [];
    if (value instanceof Uint8Array) return [decodeText(value)].filter((text) => text !== undefined);
    return value.map((item) => cleanText(String(item))).filter((text) => text !== undefined);
  }

  /** @returns The first of the tag's texts. */
  text(name: string): string | undefined {
    return this.texts(name)[0];
  }

  /** @returns Every finite number of the tag, or those at the start of it. */
  numbers(name: string): number[] {
    const value = this.#values.get(name);
    if (value instanceof Uint8Array) return [];
    const numbers = (value ?? []).map(toNumber);
    const wrong = numbers.findIndex((number) => !Number.isFinite(number));
    return wrong < 0 ? numbers : numbers.slice(0, wrong);
  }

  /** @returns The tag's first number, if it is finite. */
  number(name: string): number | undefined {
    return this.numbers(name)[0];
  }
}

/** XMP writes numbers as text, some as fractions: `28/10`. */
function toNumber(value: string | number): number {
  if (typeof value === 'number') return value;
  const fraction = /^\s*([+-]?\d+)\/(\d+)\s*$/.exec(value);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  return /^\s*[+-]?(\d|\.\d)/.test(value) ? Number(value) : Number.NaN;
}
