// GET /api/images/{imageId}: the record, with where its parts can be had and what it took.

import type { ImageRecord } from '@image-workflow/record';
import type { ImageDetail, ImageUrls } from '@image-workflow/record/api/images';
import type { ObjectUrls } from '../shared/api/object-urls.ts';
import { toReceipt } from '../shared/receipt.ts';
import { toImageName } from '../shared/upload-key.ts';

/** @param resultsBucket - Where everything is that was made of the original. */
export async function toImageDetail(
  record: ImageRecord,
  urls: ObjectUrls,
  resultsBucket: string,
): Promise<ImageDetail> {
  const receipt = toReceipt(record);
  return {
    ...record,
    name: toImageName(record.source.key),
    urls: await toUrls(record, urls, resultsBucket),
    ...(receipt && { receipt }),
  };
}

async function toUrls(
  { source, preview, analysis }: ImageRecord,
  urls: ObjectUrls,
  bucket: string,
): Promise<ImageUrls> {
  const { thumbnails, ...found } = analysis ?? {};
  const pictures = thumbnails?.status === 'SUCCEEDED' ? thumbnails.items : [];
  const answers = Object.entries(found).flatMap(([slot, answer]) =>
    'raw' in answer && answer.raw ? [{ slot, key: answer.raw }] : [],
  );
  const saveAs = toImageName(source.key).split('/').at(-1) ?? source.key;
  const sign = (key: string) => urls.sign({ bucket, key });
  const toPicture = async ({ key, width, height }: { key: string; width: number; height: number }) => ({
    url: await sign(key),
    width,
    height,
  });
  return {
    expiresAt: urls.expiresAt().toISOString(),
    original: await urls.sign({
      bucket: source.bucket,
      key: source.key,
      versionId: source.versionId,
      saveAs,
    }),
    ...(preview && { preview: await toPicture(preview) }),
    thumbnails: await Promise.all(pictures.toSorted((one, other) => one.width - other.width).map(toPicture)),
    answers: Object.fromEntries(
      await Promise.all(answers.map(async ({ slot, key }) => [slot, await sign(key)])),
    ),
  };
}
