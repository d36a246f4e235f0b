// esbuild puts the bytes of the import into the bundle: https://esbuild.github.io/content-types/#binary

declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module '@jsquash/jxl/codec/dec/jxl_dec.js' {
  export interface Libjxl {
    /** @returns Upright sRGB pixels with alpha, or null where it cannot decode. */
    decode(jxl: Uint8Array): { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } | null;
  }

  export default function createLibjxl(options: { wasmBinary: Uint8Array }): Promise<Libjxl>;
}
