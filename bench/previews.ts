// The photographs of a folder as the workflow's own steps show them to Rekognition: any format that it reads.

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { extractMetadata } from '../functions/extract-metadata/extract-metadata.ts';
import { normalizeImage } from '../functions/normalize-image/normalize-image.ts';
import { bytesSource } from '../functions/shared/files/byte-source.ts';

/** Rekognition refuses what is smaller. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MIN_SIDE = 80;

const LIMITS = { maxBytes: 1e9, maxPixels: 1e9 };

export interface Preview {
  /** Of the photograph's file, within the folder. */
  name: string;
  jpeg: Buffer;
}

/**
 * Makes a preview of every photograph of a folder, in the order of their names, and says what it leaves out and why.
 *
 * @param folder - Relative to where the person stands.
 * @param edge - Longest edge of a preview in pixels.
 * @throws {Error} When there is none.
 */
export async function readPreviews(folder: string, edge: number): Promise<Preview[]> {
  const path = resolve(process.env.INIT_CWD ?? '.', folder); // npm runs in the project's folder; the person stands here
  const previews: Preview[] = [];
  for (const { name } of (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile())) {
    const jpeg = await toPreview(await readFile(join(path, name)), name, edge);
    if (typeof jpeg === 'string') console.error(`Left out: ${jpeg}`);
    else previews.push({ name, jpeg });
  }
  if (previews.length === 0) throw new Error(`Expected photographs in ${path} but found none`);
  return previews.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @returns A JPEG, or why there is none. */
async function toPreview(bytes: Buffer, name: string, previewEdge: number): Promise<Buffer | string> {
  const extraction = await extractMetadata(bytesSource(bytes), LIMITS, name);
  if (!extraction.supported) return extraction.reason;
  const traits = { ...extraction.picture, format: extraction.metadata.format };
  const { maxPixels } = LIMITS;
  const preview = await normalizeImage(bytesSource(bytes), traits, { maxPixels, previewEdge }, name);
  if (!preview.supported) return preview.reason;
  const { jpeg, width, height } = preview;
  return Math.min(width, height) >= MIN_SIDE
    ? jpeg
    : `${name} is ${width}×${height} px, too small to ask about`;
}
