// OpenJPEG's WebAssembly as a part of the bundle: esbuild knows imports of bytes, Node does not yet.

import wasm from '@cornerstonejs/codec-openjpeg/decodewasm' with { type: 'bytes' };

export const openJpegBytes = wasm;
