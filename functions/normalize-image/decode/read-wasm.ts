// The WebAssembly of the decoders of JPEG XL and JPEG 2000, wherever this runs.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** From the bundle, or, where the sources run as they are, from the project's node_modules. */
export async function readLibjxl(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await import('./libjxl-bytes.ts')).libjxlBytes;
  } catch {
    return readModule('@jsquash/jxl', 'codec/dec/jxl_dec.wasm');
  }
}

export async function readJxlOxide(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await import('./jxl-oxide-bytes.ts')).jxlOxideBytes;
  } catch {
    return readModule('jxl-oxide-wasm', 'jxl_oxide_wasm_bg.wasm');
  }
}

export async function readOpenJpeg(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await import('./openjpeg-bytes.ts')).openJpegBytes;
  } catch {
    return readFile(projectRequire().resolve('@cornerstonejs/codec-openjpeg/decodewasm'));
  }
}

function readModule(name: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(join(dirname(projectRequire().resolve(`${name}/package.json`)), file));
}

function projectRequire() {
  return createRequire(join(process.cwd(), 'package.json'));
}
