// libjxl's WebAssembly as bytes. Loads in a bundle only: esbuild knows imports of bytes, Node does not yet.

import wasm from '@jsquash/jxl/codec/dec/jxl_dec.wasm' with { type: 'bytes' };

export const libjxlBytes = wasm;
