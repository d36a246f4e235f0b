// jxl-oxide in WebAssembly, with a memory of its own for each picture: the package's own way in keeps one for ever.

import { UndecodableError } from './decoded.ts';
import { readJxlOxide } from './read-wasm.ts';

/** What wasm-bindgen exports of jxl-oxide 0.12. An answer ends with the place of an error and whether there is one. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** A table of JavaScript's values. */
  readonly __wbindgen_export_2: {
    grow(count: number): number;
    get(index: number): unknown;
    set(index: number, value: unknown): void;
  };
  __wbindgen_start(): void;
  __wbindgen_malloc(bytes: number, alignment: number): number;
  jxlimage_new(): number;
  jxlimage_feedBytes(image: number, bytes: number, length: number): readonly [number, number, number];
  jxlimage_tryInit(image: number): readonly [isReady: number, error: number, isError: number];
  jxlimage_render(image: number, frame: number): readonly [result: number, error: number, isError: number];
  renderresult_encodeToPng(
    result: number,
  ): readonly [png: number, length: number, error: number, isError: number];
}

type Import = (...values: number[]) => unknown;

/** The part of JavaScript's WebAssembly that is used; TypeScript has it among the types of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const FIRST_FRAME = 0x1_0000_0001; // wasm-bindgen's way to say "none was given"

/**
 * @returns A PNG of the first frame, upright: of 16 bits where the file has more than 8, with cICP or a profile that say of
 *   its colours what the file says.
 * @throws {UndecodableError} When the file is damaged.
 */
export async function decodeToPng(jxl: Uint8Array): Promise<Buffer> {
  const oxide = instantiate(await readJxlOxide());
  const image = oxide.jxlimage_new();
  const bytes = oxide.__wbindgen_malloc(jxl.length, 1);
  new Uint8Array(oxide.memory.buffer).set(jxl, bytes);
  assertDone(oxide.jxlimage_feedBytes(image, bytes, jxl.length));
  const [isReady] = assertDone(oxide.jxlimage_tryInit(image));
  if (!isReady)
    throw new UndecodableError('Expected a picture in the JPEG XL but the file breaks off before it');
  const [result] = assertDone(oxide.jxlimage_render(image, FIRST_FRAME));
  const [png, length] = assertDone(oxide.renderresult_encodeToPng(result));
  return Buffer.from(oxide.memory.buffer, png, length);
}

function instantiate(bytes: Uint8Array<ArrayBuffer>): Exports {
  const module = new WebAssembly.Module(bytes);
  let oxide: Exports | undefined;
  const imports: Readonly<Record<string, Import>> = {
    __wbindgen_init_externref_table: () => {
      const table = oxide?.__wbindgen_export_2;
      const start = table?.grow(4) ?? 0;
      for (const [index, value] of [undefined, null, true, false].entries()) table?.set(start + index, value);
    },
    __wbindgen_throw: () => {
      throw new RangeError('jxl-oxide stopped');
    },
  };
  // All others ask what browser this is, or make an error's message.
  const wbg = new Proxy(imports, { get: (known, name: string) => known[name] ?? (() => 0) });
  oxide = new WebAssembly.Instance(module, { wbg }).exports as Exports;
  oxide.__wbindgen_start();
  return oxide;
}

function assertDone<Answer extends readonly number[]>(answer: Answer): Answer {
  if (answer.at(-1) === 0) return answer;
  throw new UndecodableError('Expected a picture in the JPEG XL but found its data damaged');
}
