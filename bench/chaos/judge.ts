// What has to hold when all has come to rest, whatever happened before. Each finding is one sentence.

import { isDeepStrictEqual } from 'node:util';
import { type ImageRecord, imageRecordSchema } from '@image-workflow/record';
import { tombstoneSchema } from '@image-workflow/record/tombstone';
import * as z from 'zod';
import { toImageId, toRevision } from '../../functions/shared/image-object.ts';
import { recordKey } from '../../functions/shared/result-keys.ts';
import { toIndexed } from '../../functions/shared/search/index-image.ts';
import { toCounterPartition } from '../../functions/shared/search/search-table.ts';
import type { DrawnPicture } from './pictures.ts';
import { toCurrent, type Version } from './versions.ts';
import type { World } from './world.ts';

/** Below this a preview costs no call: MIN_EDGE of Rekognition. */
const SMALLEST_EDGE = 80;

/** What stands in the table. */
const itemSchema = z.union([imageRecordSchema, tombstoneSchema]);

export interface Case {
  bucket: string;
  /** What the plan says that each key holds, the oldest version first. */
  outcome: ReadonlyMap<string, readonly Version[]>;
  pictures: readonly DrawnPicture[];
  /** The stack's parameter. */
  features: readonly string[];
  /** Whether each owner has lists of their own: the stack's parameter. */
  isolation: boolean;
  world: World;
}

/** @returns Nothing where everything is as it has to be. */
export function judge(given: Case): string[] {
  const { outcome, world, bucket } = given;
  const known = new Map([...outcome.keys()].map((key) => [toImageId(bucket, key), key]));
  return [
    ...judgeRest(world),
    ...[...outcome].flatMap(([key, versions]) => judgePhotograph(given, key, versions)),
    ...[...world.items.keys()]
      .filter((imageId) => !known.has(imageId))
      .map((imageId) => `Expected no item of an image that nobody uploaded but found ${imageId}`),
    ...judgeResults(given, known),
    ...judgeSearch(given),
  ];
}

function judgeRest({ queues, executionsRunning }: World): string[] {
  const full = [...queues].filter(([, count]) => count > 0);
  return [
    ...full.map(([name, count]) => `Expected ${name} to be empty but found ${count} messages`),
    ...(executionsRunning > 0 ? [`Expected no execution at work but found ${executionsRunning}`] : []),
  ];
}

function judgePhotograph(given: Case, key: string, versions: readonly Version[]): string[] {
  const { pictures, world, bucket } = given;
  const stored = world.uploads.get(key);
  const expected = { versions: versions.length, newest: toETag(versions.at(-1), pictures) };
  const newest = typeof stored?.newest === 'object' ? stored.newest : undefined;
  const found = { versions: stored?.versions ?? 0, newest: newest?.eTag ?? (stored && 'marker') };
  if (!isDeepStrictEqual(expected, found))
    return [`Expected ${describe(expected)} of ${key} in the uploads bucket but found ${describe(found)}`];

  const item = world.items.get(toImageId(bucket, key));
  const current = toCurrent(versions);
  const picture = current === undefined ? undefined : pictures[current];
  return picture
    ? judgeRecord(given, key, item, picture, newest?.versionId)
    : judgeTombstone(
        key,
        item,
        versions.some((version) => version !== 'marker'),
      );
}

function toETag(version: Version | undefined, pictures: readonly DrawnPicture[]): string | undefined {
  return version === undefined || version === 'marker' ? version : pictures[version.picture]?.eTag;
}

function describe({ versions, newest }: { versions: number; newest: string | undefined }): string {
  return versions === 0 ? 'nothing' : `${versions} versions, ${newest} the newest,`;
}

function judgeRecord(
  { world, features }: Case,
  key: string,
  item: Record<string, unknown> | undefined,
  picture: DrawnPicture,
  versionId: string | undefined,
): string[] {
  const of = `the record of ${key}`;
  if (item === undefined) return [`Expected ${of} but found none`];
  const parsed = imageRecordSchema.safeParse(item);
  if (!parsed.success) return [`Expected ${of} to be a record but found it ${String(item.status)}`];
  const record = parsed.data;

  const isPicture = picture.kind !== 'text' && picture.kind !== 'empty';
  const findings: [what: string, expected: unknown, found: unknown][] = [
    ['status', isPicture ? 'SUCCEEDED' : 'UNSUPPORTED', record.status],
    ['versionId', versionId, record.source.versionId],
    ['eTag', picture.eTag, record.source.eTag],
    ['size', picture.bytes.length, record.source.sizeBytes],
  ];
  if (isPicture) {
    findings.push(
      ['format', picture.kind, record.metadata?.format],
      ['width', picture.width, record.metadata?.width],
      ['height', picture.height, record.metadata?.height],
      ['width of the preview', picture.width, record.preview?.width],
      ['features that were looked for', toLookedFor(picture, features), toFound(record)],
    );
  }
  const wrong = findings.filter(([, expected, found]) => !isDeepStrictEqual(expected, found));
  const copy = world.copies.get(recordKey(record.imageId));
  return [
    ...wrong.map(([what, expected, found]) => {
      const why = what === 'status' && record.error ? ` (${record.error.name}: ${record.error.message})` : '';
      return `Expected ${what} ${expected} in ${of} but found ${found}${why}`;
    }),
    ...listReferences(record)
      .filter((reference) => !world.results.has(reference))
      .map((reference) => `Expected ${reference} of ${key} in the results bucket but it is not there`),
    ...(isDeepStrictEqual(copy, JSON.parse(JSON.stringify(item)))
      ? []
      : [`Expected ${of} in the results bucket as it is in the table but found ${toState(copy)}`]),
  ];
}

function toState(copy: unknown): string {
  if (copy === undefined) return 'none';
  const { status, source } = copy as ImageRecord;
  return `${status} of version ${source?.versionId}`;
}

/** Those that Rekognition was asked for, or could have been: `people` has nobody to ask about where there is no face. */
function toLookedFor({ features, width, height }: DrawnPicture, deployed: readonly string[]): string {
  if (width < SMALLEST_EDGE || height < SMALLEST_EDGE) return '';
  const asked = features?.split(',') ?? deployed;
  return ['labels', 'text', 'faces', 'moderation'].filter((feature) => asked.includes(feature)).join();
}

function toFound({ analysis }: ImageRecord): string {
  const slots = ['labels', 'text', 'faces', 'moderation'] as const;
  return slots.filter((slot) => analysis?.[slot].status === 'SUCCEEDED').join();
}

/** Every object of the results bucket that the record names. */
function listReferences({ preview, analysis }: ImageRecord): string[] {
  const raws = Object.values(analysis ?? {}).flatMap((slot) => ('raw' in slot && slot.raw ? [slot.raw] : []));
  const thumbnails = analysis?.thumbnails.status === 'SUCCEEDED' ? analysis.thumbnails.items : [];
  return [...(preview ? [preview.key] : []), ...thumbnails.map(({ key }) => key), ...raws];
}

function judgeTombstone(
  key: string,
  item: Record<string, unknown> | undefined,
  isRestorable: boolean,
): string[] {
  if (item === undefined) return [`Expected a tombstone of ${key}, which was deleted, but found nothing`];
  const parsed = tombstoneSchema.safeParse(item);
  if (!parsed.success)
    return [`Expected a tombstone of ${key}, which was deleted, but found a record that is ${item.status}`];
  const expected = isRestorable ? key : undefined;
  const found = parsed.data.source.key;
  return found === expected
    ? []
    : [`Expected the tombstone of ${key} to ${expected ? '' : 'not '}name it but found ${found}`];
}

/** Every object of the results bucket belongs to the revision that has the record. */
function judgeResults({ world }: Case, known: ReadonlyMap<string, string>): string[] {
  const owned = new Set<string>();
  for (const item of world.items.values()) {
    const record = imageRecordSchema.safeParse(item).data;
    if (!record) continue;
    owned.add(recordKey(record.imageId));
    for (const reference of listReferences(record)) owned.add(reference);
    owned.add(toRevision(record.source));
  }
  return [...world.results]
    .filter((key) => !owned.has(key) && !key.split(/[/.]/).some((part) => owned.has(part)))
    .map((key) => {
      const imageId = /[0-9a-f]{32}/.exec(key)?.[0] ?? '';
      return `Expected no orphan in the results bucket but found ${key} of ${known.get(imageId) ?? 'nobody'}`;
    });
}

/** The index is what a rebuild from the records would make it. */
function judgeSearch({ world, isolation }: Case): string[] {
  const expected = new Map<string, string | number>();
  for (const item of world.items.values()) {
    const indexed = toIndexed(itemSchema.safeParse(item).data, isolation);
    if (!indexed) continue;
    for (const [partition, { title }] of indexed.terms) {
      expected.set(`${partition} ${indexed.orderKey}`, indexed.card);
      const [, scope = '', kind = '', value = ''] = /^([^#]*)#([^#]*)#(.*)$/s.exec(partition) ?? [];
      if (title === undefined) continue;
      const counter = `${toCounterPartition(scope, kind)} ${value}`;
      expected.set(counter, Number(expected.get(counter) ?? 0) + 1);
    }
  }
  const places = new Set([...expected.keys(), ...world.search.keys()]);
  return [...places].flatMap((place) => {
    const [wanted, found] = [expected.get(place), world.search.get(place)];
    if (wanted === found) return [];
    return [
      `Expected ${wanted ?? 'nothing'} at ${place} in the search table but found ${found ?? 'nothing'}`,
    ];
  });
}
