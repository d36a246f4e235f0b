// libjxl's WebAssembly as a part of the bundle: esbuild knows imports of bytes, Node does not yet.

import wasm from '@jsquash/jxl/codec/dec/jxl_dec.wasm' with { type: 'bytes' };

export const libjxlBytes = wasm;
