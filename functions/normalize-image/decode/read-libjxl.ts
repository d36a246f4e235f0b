// libjxl's WebAssembly, wherever this runs.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** From the bundle, or, where the sources run as they are, from the project's node_modules. */
export async function readLibjxl(): Promise<Uint8Array> {
  try {
    const { libjxlBytes } = await import('./libjxl-bytes.ts');
    return libjxlBytes;
  } catch {
    const { resolve } = createRequire(join(process.cwd(), 'package.json'));
    return readFile(resolve('@jsquash/jxl/codec/dec/jxl_dec.wasm'));
  }
}
