// WebP files that break off: libwebp decodes them as far as they go, if only the length is right.

const RIFF_HEADER_BYTES = 8; // `RIFF` and the length of what follows

/** @returns The file, filled up with zeros to the length that it claims; at least a half has to be there. */
export function completeWebp(webp: Buffer): { bytes: Buffer; warnings: string[] } {
  if (webp.length < RIFF_HEADER_BYTES) return { bytes: webp, warnings: [] };
  const claimed = RIFF_HEADER_BYTES + webp.readUInt32LE(4);
  const missing = claimed - webp.length;
  if (missing <= 0 || missing > webp.length) return { bytes: webp, warnings: [] };
  const warnings = [`The file breaks off after ${webp.length} of ${claimed} bytes`];
  return { bytes: Buffer.concat([webp, Buffer.alloc(missing)]), warnings };
}
