// jxl-oxide's WebAssembly as a part of the bundle: esbuild knows imports of bytes, Node does not yet.

// @ts-expect-error: the package describes the exports of the module, and not its bytes
import wasm from 'jxl-oxide-wasm/module.wasm' with { type: 'bytes' };

export const jxlOxideBytes: Uint8Array<ArrayBuffer> = wasm;
