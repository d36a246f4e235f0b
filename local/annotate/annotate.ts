// Writes photographs with what was found drawn on them.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImageRecord } from '@image-workflow/record';
import sharp from 'sharp';
import { readObject } from '../../functions/shared/read-object.ts';
import type { Cloud } from '../cloud.ts';
import { toAnnotatedPath } from './file-name.ts';
import { toShapes } from './shapes.ts';
import { drawSvg } from './svg.ts';

/** Hardly to be told from the preview, and letters stay sharp. */
const JPEG = { quality: 90, chromaSubsampling: '4:4:4' } as const;

/**
 * Draws a finished record's boxes and captions on its preview.
 *
 * @param folder - Is made where it is missing, and so are the folders of the key below it.
 * @returns One line that says what was written, or why nothing was. An annotation that fails costs nothing else.
 */
export async function annotate(
  { clients, outputs }: Pick<Cloud, 'clients' | 'outputs'>,
  record: ImageRecord,
  folder: string,
): Promise<string> {
  const { source, status, preview } = record;
  if (!preview) return `Not annotated: ${source.key} is ${status} and has no preview`;
  try {
    const stored = { bucket: outputs.ResultsBucketName, key: preview.key };
    const jpeg = await readObject(clients.s3, stored, { maxBytes: preview.sizeBytes });
    const path = toAnnotatedPath(folder, source.key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await draw(jpeg, record, preview));
    return `Annotated: ${path}`;
  } catch (error) {
    return `Not annotated: ${source.key} (${(error as Error).message})`;
  }
}

async function draw(
  jpeg: Buffer,
  record: ImageRecord,
  preview: { width: number; height: number },
): Promise<Buffer> {
  const overlay = Buffer.from(drawSvg(toShapes(record), preview));
  return sharp(jpeg)
    .composite([{ input: overlay }])
    .jpeg(JPEG)
    .toBuffer();
}
