// What a versioned bucket holds of one key: S3's rules, as far as the plan uses them.

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletionMarkers.html */
export type Version = { picture: number } | 'marker';

/** What somebody does to a photograph's original. `restore` takes the marker away that stands above it. */
export type Change =
  | { do: 'put'; picture: number }
  | { do: 'delete' | 'restore' | 'erase newest' | 'erase oldest' };

/** @param versions - The oldest first, as everywhere here. */
export function listChanges(versions: readonly Version[]): Change['do'][] {
  const newest = versions.at(-1);
  if (newest === undefined) return ['put'];
  return [
    'put',
    ...(newest === 'marker' ? (['restore'] as const) : (['delete', 'erase newest'] as const)),
    ...(versions.length > 1 ? (['erase oldest'] as const) : []),
  ];
}

/** @returns What is there after the change. */
export function change(versions: readonly Version[], next: Change): Version[] {
  switch (next.do) {
    case 'put':
      return [...versions, { picture: next.picture }];
    case 'delete':
      return [...versions, 'marker'];
    case 'restore':
    case 'erase newest':
      return versions.slice(0, -1);
    case 'erase oldest':
      return versions.slice(1);
  }
}

/** @returns The picture that a reader of the key gets; undefined where there is none, or a marker hides it. */
export function toCurrent(versions: readonly Version[]): number | undefined {
  const newest = versions.at(-1);
  return newest === undefined || newest === 'marker' ? undefined : newest.picture;
}
