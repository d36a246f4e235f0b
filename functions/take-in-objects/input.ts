// What the Map of Backfill hands to TakeInObjects: a batch of listed objects, or one.

import * as z from 'zod';
import { parse } from '../shared/parse.ts';
import type { ListedObject } from './decide.ts';

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html} So an object of the listing is called. */
const itemSchema = z.object({
  all: z.boolean(),
  object: z
    .object({
      Key: z.string().min(1),
      Etag: z.string().min(1),
      Size: z.int().min(0),
      StorageClass: z.string().optional(),
    })
    .transform(
      ({ Key, Etag, Size, StorageClass }): ListedObject => ({
        key: Key,
        eTag: Etag.replaceAll('"', ''),
        sizeBytes: Size,
        storageClass: StorageClass,
      }),
    ),
});

/** Step Functions hands over batches; ministack, which knows no ItemBatcher, each object by itself. */
const inputSchema = z.union([
  z.object({ Items: z.array(itemSchema).min(1) }).transform(({ Items }) => Items),
  itemSchema.transform((item) => [item]),
]);

export type Item = z.infer<typeof itemSchema>;

/** @throws {InvalidEventError} When it is anything else. */
export function parseInput(event: unknown): Item[] {
  return parse(inputSchema, 'objects as S3 lists them', event);
}
