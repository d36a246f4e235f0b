// Photographs that were processed earlier: their items of the Images table, their previews and JSON copies.

import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { GetCommand, ScanCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { BoundingBox } from '@image-workflow/record';
import sharp from 'sharp';
import type { ImageItem } from '../../../../../../functions/shared/people/relabel/update-record.ts';
import { analysisKey, previewKey, recordKey } from '../../../../../../functions/shared/result-keys.ts';
import { fakeResultsBucket } from '../../../fake-results-bucket.ts';
import type { fakePeople } from '../fakes.ts';

const jpeg = await sharp({ create: { width: 200, height: 200, channels: 3, background: 'grey' } })
  .jpeg()
  .toBuffer();

export const BOX: BoundingBox = { left: 0.4, top: 0.4, width: 0.2, height: 0.2 };

/** A photograph with one face. @param slots - What the record says beside. */
export function itemOf(imageId: string, { face = {}, people = {} } = {}): ImageItem {
  const source = {
    bucket: 'uploads',
    key: `${imageId}.jpg`,
    eTag: 'e1',
    sizeBytes: 1_000,
    sequencer: 'a1',
    uploadedAt: '2026-11-22T10:00:00.000Z',
  };
  const image = { imageId, ...source };
  return {
    imageId,
    schemaVersion: 1,
    status: 'SUCCEEDED',
    source,
    execution: { arn: 'arn:aws:states:us-east-1:000000000000:execution:ProcessImage:1' },
    preview: { key: previewKey(image), width: 200, height: 200, sizeBytes: jpeg.length },
    analysis: {
      labels: { status: 'SKIPPED' },
      faces: {
        status: 'SUCCEEDED',
        items: [{ boundingBox: BOX, confidence: 99, ...face }],
        raw: analysisKey(image, 'faces'),
      },
      people: {
        status: 'SUCCEEDED',
        items: [],
        searchedFaces: 1,
        raw: analysisKey(image, 'people'),
        ...people,
      },
    },
  };
}

export function fakeImages({ documents }: Pick<ReturnType<typeof fakePeople>, 'documents'>) {
  const bucket = fakeResultsBucket();
  const items = new Map<string, ImageItem>();

  /** Holds the condition of a relabelling to the item as it is. */
  function update({ Key, ExpressionAttributeValues: values = {} }: UpdateCommandInput) {
    const item = items.get(Key?.imageId);
    const isAsRead =
      item &&
      isDeepStrictEqual(item.source, values[':source']) &&
      isDeepStrictEqual(item.analysis.faces, values[':facesBefore']) &&
      isDeepStrictEqual(item.analysis.people, values[':peopleBefore']);
    if (!isAsRead)
      throw new ConditionalCheckFailedException({ $metadata: {}, message: 'The conditional request failed' });
    const analysis = { ...item.analysis, faces: values[':faces'], people: values[':people'] };
    items.set(Key?.imageId, { ...item, analysis });
    return { Attributes: items.get(Key?.imageId) };
  }

  function reset(): void {
    items.clear();
    bucket.reset();
    documents
      .on(ScanCommand, { TableName: 'images' })
      .callsFake(async () => ({ Items: [...items.values()] }));
    documents
      .on(GetCommand, { TableName: 'images' })
      .callsFake(async ({ Key }) => ({ Item: items.get(Key.imageId) }));
    documents.on(UpdateCommand, { TableName: 'images' }).callsFake(async (input) => update(input));
  }

  return {
    items,
    bucket,
    reset,
    add(item: ImageItem, { hasPreview = true } = {}): void {
      const { imageId, preview } = item as ImageItem & { preview: { key: string } };
      items.set(imageId, item);
      bucket.objects.set(recordKey(imageId), { body: JSON.stringify(item), eTag: '"1"' });
      const answer = bucket.s3.on(GetObjectCommand, { Key: preview.key });
      if (hasPreview) answer.callsFake(async () => ({ Body: { transformToByteArray: async () => jpeg } }));
      else answer.rejects(new NoSuchKey({ $metadata: {}, message: 'No such key' }));
    },
  };
}
