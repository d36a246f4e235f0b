// Reads a file slice by slice and answers with its SHA-256, away from the page's own thread.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const SLICE_BYTES = 4 * 1024 * 1024;

self.onmessage = async ({ data: { id, file } }: MessageEvent<{ id: number; file: File }>) => {
  try {
    const hash = sha256.create();
    for (let start = 0; start < file.size; start += SLICE_BYTES) {
      hash.update(new Uint8Array(await file.slice(start, start + SLICE_BYTES).arrayBuffer()));
    }
    self.postMessage({ id, sha256: bytesToHex(hash.digest()) });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
