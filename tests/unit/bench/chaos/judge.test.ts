import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Case, judge } from '../../../../bench/chaos/judge.ts';
import { type DrawnPicture, drawPicture } from '../../../../bench/chaos/pictures.ts';
import { toImageId, toRevision } from '../../../../functions/shared/image-object.ts';
import { toIndexed } from '../../../../functions/shared/search/index-image.ts';
import { toCounterPartition } from '../../../../functions/shared/search/search-table.ts';

const BUCKET = 'uploads';
const [STANDS, GONE] = ['stands.jpg', 'gone.jpg'];
const KEPT = toImageId(BUCKET, STANDS);

let picture: DrawnPicture;
beforeAll(async () => {
  picture = await drawPicture({ kind: 'jpeg', width: 40, height: 30, features: 'labels' }, 0);
});

/** A world in which everything holds; `change` breaks something of it. */
function judgeAfter(change: (given: ReturnType<typeof toCase>) => void): string[] {
  const given = toCase();
  change(given);
  return judge(given as Case);
}

function toCase() {
  const source = {
    bucket: BUCKET,
    key: STANDS,
    versionId: 'v1',
    eTag: picture.eTag,
    sizeBytes: picture.bytes.length,
    sequencer: '01',
    uploadedAt: '2026-11-26T09:00:00.000Z',
  };
  const revision = toRevision(source);
  const preview = { key: `previews/${KEPT}/${revision}.jpg`, width: 40, height: 30, sizeBytes: 500 };
  const thumbnail = {
    key: `thumbnails/${KEPT}/${revision}/256.webp`,
    width: 40,
    height: 30,
    format: 'webp',
    sizeBytes: 90,
  };
  const skipped = { status: 'SKIPPED', reason: 'too small' };
  const record: Record<string, unknown> = {
    imageId: KEPT,
    schemaVersion: 1,
    status: 'SUCCEEDED',
    source,
    execution: { arn: 'arn:execution' },
    metadata: { format: 'jpeg', mimeType: 'image/jpeg', width: 40, height: 30, orientation: 1 },
    preview,
    analysis: {
      ...Object.fromEntries(
        ['labels', 'text', 'faces', 'people', 'celebrities', 'moderation', 'customLabels'].map((slot) => [
          slot,
          skipped,
        ]),
      ),
      thumbnails: { status: 'SUCCEEDED', items: [thumbnail], thumbHash: 'AAAA' },
    },
  };
  const tombstone: Record<string, unknown> = {
    imageId: toImageId(BUCKET, GONE),
    schemaVersion: 1,
    status: 'DELETED',
    source: { bucket: BUCKET, key: GONE, sequencer: '02' },
    deletedAt: '2026-11-26T09:01:00.000Z',
  };
  const search = new Map<string, string | number>();
  for (const indexed of [record, tombstone].map((item) => toIndexed(item as never, false))) {
    for (const [partition, { title, kind, value }] of indexed?.terms ?? []) {
      search.set(`${partition} ${indexed?.orderKey}`, indexed?.card ?? '');
      if (title !== undefined) search.set(`${toCounterPartition('*', kind)} ${value}`, 1);
    }
  }
  return {
    bucket: BUCKET,
    outcome: new Map([
      [STANDS, [{ picture: 0 }]],
      [GONE, [{ picture: 0 }, 'marker' as const]],
    ]),
    pictures: [picture],
    features: ['labels', 'text'],
    isolation: false,
    world: {
      uploads: new Map<string, unknown>([
        [STANDS, { versions: 1, newest: { versionId: 'v1', eTag: picture.eTag } }],
        [GONE, { versions: 2, newest: 'marker' }],
      ]),
      items: new Map([record, tombstone].map((item) => [String(item.imageId), item])),
      results: new Set([preview.key, thumbnail.key, `records/${KEPT}.json`]),
      copies: new Map<string, unknown>([[`records/${KEPT}.json`, JSON.parse(JSON.stringify(record))]]),
      search,
      queues: new Map([
        ['IntakeQueue', 0],
        ['IntakeDeadLetterQueue', 0],
      ]),
      executionsRunning: 0,
    },
  };
}

describe('the judge', () => {
  it('finds nothing where everything holds', () => {
    expect(judgeAfter(() => {})).toEqual([]);
  });

  it.each<[string, (given: ReturnType<typeof toCase>) => void, RegExp]>([
    [
      'an upload without a record',
      ({ world }) => {
        world.items.delete(KEPT);
        world.search.clear();
        world.results.clear();
      },
      /^Expected the record of stands\.jpg but found none$/,
    ],
    [
      'a record that is not finished',
      ({ world }) => Object.assign(world.items.get(KEPT) as object, { status: 'PROCESSING' }),
      /^Expected status SUCCEEDED in the record of stands\.jpg but found PROCESSING/,
    ],
    [
      'the record of an older version',
      ({ world }) =>
        world.uploads.set(STANDS, { versions: 1, newest: { versionId: 'v2', eTag: picture.eTag } }),
      /^Expected versionId v2 in the record of stands\.jpg but found v1$/,
    ],
    [
      'a record that is not true of its picture',
      ({ world }) => Object.assign((world.items.get(KEPT) as { metadata: object }).metadata, { width: 41 }),
      /^Expected width 40 in the record of stands\.jpg but found 41$/,
    ],
    [
      'a copy that has stayed behind',
      ({ world }) => Object.assign(world.copies.get(`records/${KEPT}.json`) as object, { status: 'FAILED' }),
      /^Expected the record of stands\.jpg in the results bucket as it is in the table but found FAILED/,
    ],
    [
      'a preview that is not there',
      ({ world }) => world.results.delete([...world.results][0] ?? ''),
      /^Expected previews\/.* of stands\.jpg in the results bucket but it is not there$/,
    ],
    [
      'a version that was lost',
      ({ world }) => world.uploads.delete(STANDS),
      /^Expected 1 versions, .* of stands\.jpg in the uploads bucket but found nothing$/,
    ],
    [
      'a deletion that nobody has heard of',
      ({ world }) => world.items.delete(toImageId(BUCKET, GONE)),
      /^Expected a tombstone of gone\.jpg, which was deleted, but found nothing$/,
    ],
    [
      'a tombstone that has forgotten what can be restored',
      ({ world }) =>
        Object.assign(world.items.get(toImageId(BUCKET, GONE)) as object, {
          source: { bucket: BUCKET, sequencer: '02' },
        }),
      /^Expected the tombstone of gone\.jpg to name it but found undefined$/,
    ],
    [
      'what is left of a deleted photograph',
      ({ world }) => world.results.add(`previews/${toImageId(BUCKET, GONE)}/${'0'.repeat(32)}.jpg`),
      /^Expected no orphan in the results bucket but found previews\/.* of gone\.jpg$/,
    ],
    [
      'what is left of an older version',
      ({ world }) => world.results.add(`analysis/${KEPT}/${'0'.repeat(32)}/labels.json`),
      /^Expected no orphan in the results bucket but found analysis\/.* of stands\.jpg$/,
    ],
    [
      'a record of nobody',
      ({ world }) => world.items.set('f'.repeat(32), { imageId: 'f'.repeat(32), status: 'DELETED' }),
      /^Expected no item of an image that nobody uploaded but found f{32}$/,
    ],
    [
      'a message',
      ({ world }) => world.queues.set('IntakeDeadLetterQueue', 2),
      /^Expected IntakeDeadLetterQueue to be empty but found 2 messages$/,
    ],
    [
      'an execution',
      ({ world }) => Object.assign(world, { executionsRunning: 1 }),
      /^Expected no execution at work but found 1$/,
    ],
    [
      'something that can still be found',
      ({ world }) => world.search.set('*#label#dog 2026', '{}'),
      /^Expected nothing at \*#label#dog 2026 in the search table but found \{\}$/,
    ],
    [
      'a wrong count',
      ({ world }) => world.search.set('*#suggestions#status succeeded', 2),
      /^Expected 1 at \*#suggestions#status succeeded in the search table but found 2$/,
    ],
  ])('names %s', (_, change, sentence) => {
    const violations = judgeAfter(change);

    expect(violations).toContainEqual(expect.stringMatching(sentence));
  });
});

describe('a picture', () => {
  it('is drawn as it was planned, and no two are the same', async () => {
    const plan = { kind: 'webp', width: 33, height: 81, features: undefined } as const;
    const drawn = await Promise.all([0, 1, 2, 3].map((number) => drawPicture(plan, number)));

    expect(new Set(drawn.map(({ eTag }) => eTag)).size).toBe(4);
    expect((await drawPicture({ ...plan, kind: 'empty' }, 0)).eTag).toBe('d41d8cd98f00b204e9800998ecf8427e'); // md5sum </dev/null
  });
});
