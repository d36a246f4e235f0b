// What happens to an original in the bucket. S3 tells the workflow of all of it.

import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  NotFound,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';

export interface Original {
  bucket: string;
  key: string;
}

/** Puts a delete marker above it: it is gone for everybody, and can be restored. */
export async function hideOriginal(s3: S3Client, { bucket, key }: Original): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

/** Takes the delete markers away that lie above its newest version; `gone`: it has no version any more. */
export async function uncoverOriginal(
  s3: S3Client,
  original: Original,
): Promise<'uncovered' | 'was not covered' | 'gone'> {
  const { versions, markers } = await listVersions(s3, original);
  const newest = versions.map(({ at }) => at).sort((one, other) => other - one)[0];
  if (newest === undefined) return 'gone';
  const above = markers.filter(({ at }) => at >= newest);
  if (above.length === 0) return 'was not covered';
  await deleteAll(s3, original, above);
  return 'uncovered';
}

/** S3's storage classes, and the tiers of INTELLIGENT_TIERING, of which nothing can be read before it was restored. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE', 'ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'];

/**
 * @returns Why this version should not, or could not, be read once more: `gone` is also what lies under a delete marker. Absent
 *   where it can.
 */
export async function findObstacle(
  s3: S3Client,
  { bucket, key, versionId }: Original & { versionId?: string | undefined },
): Promise<string | undefined> {
  const head = (version?: string) =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
  try {
    const current = await head();
    const isCurrent = versionId === undefined || current.VersionId === versionId;
    const { StorageClass, ArchiveStatus, Restore } = isCurrent ? current : await head(versionId);
    const archive = ARCHIVES.find((name) => name === (ArchiveStatus ?? StorageClass));
    const isRestored = /ongoing-request="false"/.test(Restore ?? '');
    return archive && !isRestored ? `archived as ${archive}` : undefined;
  } catch (error) {
    if (error instanceof NotFound) return 'gone';
    throw error;
  }
}

/** Every version and every marker, for ever. */
export async function deleteVersions(s3: S3Client, original: Original): Promise<void> {
  const { versions, markers } = await listVersions(s3, original);
  await deleteAll(s3, original, [...versions, ...markers]);
}

export interface Version {
  versionId: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
}

/** Of this very key: others may begin like it. */
export async function listVersions(
  s3: S3Client,
  { bucket, key }: Original,
): Promise<{ versions: Version[]; markers: Version[] }> {
  const found: { versions: Version[]; markers: Version[] } = { versions: [], markers: [] };
  const toVersions = (list: Pick<ObjectVersion, 'Key' | 'VersionId' | 'LastModified'>[] = []) =>
    list
      .filter(({ Key }) => Key === key)
      .map(({ VersionId, LastModified }) => ({ versionId: VersionId, at: LastModified?.getTime() ?? 0 }));

  let page: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (let isLast = false; !isLast; ) {
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...page }));
    found.versions.push(...toVersions(listed.Versions));
    found.markers.push(...toVersions(listed.DeleteMarkers));
    // In the order of keys: those of this very key come first.
    page = { KeyMarker: listed.NextKeyMarker, VersionIdMarker: listed.NextVersionIdMarker };
    isLast = !listed.IsTruncated || listed.NextKeyMarker !== key;
  }
  return found;
}

/** @throws {Error} When S3 keeps one. */
async function deleteAll(s3: S3Client, { bucket, key }: Original, versions: Version[]): Promise<void> {
  const MOST_AT_ONCE = 1_000; // of DeleteObjects
  for (let from = 0; from < versions.length; from += MOST_AT_ONCE) {
    const Objects = versions
      .slice(from, from + MOST_AT_ONCE)
      .map(({ versionId }) => ({ Key: key, VersionId: versionId }));
    const { Errors: [kept] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (kept) throw new Error(`Expected to delete ${kept.VersionId} but S3 says ${kept.Code}`);
  }
}
