// What becomes of an object that a listing of the uploads bucket shows, by what the table knows of it.

import type { ImageRecord } from '@image-workflow/record';
import type { Tombstone } from '@image-workflow/record/tombstone';
import { toNextRun } from '../shared/next-run.ts';

/** As S3 lists the newest version of an object. */
export interface ListedObject {
  key: string;
  /** Without quotes. */
  eTag: string;
  sizeBytes: number;
  /** Absent where the listing does not tell: STANDARD. */
  storageClass?: string | undefined;
}

/** Of an item of the Images table: what a decision needs. */
export type KnownItem =
  | Pick<ImageRecord, 'imageId' | 'status' | 'source'>
  | Pick<Tombstone, 'imageId' | 'status' | 'source'>;

/** As the attributes are called in the table, to be read alone. */
export const KNOWN_ATTRIBUTES = ['imageId', 'status', 'source'] as const;

/**
 * - `send`: it goes through intake, with this sequencer.
 * - `known`: its record tells of this very version.
 * - `refused`: nothing can be done with it.
 */
export type Decision =
  | { action: 'send'; sequencer: string }
  | { action: 'known' }
  | { action: 'refused'; reason: string };

/** Below every one that S3 gives, which have 16 digits at least: whatever S3 tells of the object later wins. */
export const LOWEST_SEQUENCER = '0000000000000001';

/** What is there cannot be read. A listing does not say whether it was restored, but a copy is told of as an upload. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** @param all - Whether what has a record is run again too. */
export function decide(object: ListedObject, item: KnownItem | undefined, all: boolean): Decision {
  const { key, eTag, sizeBytes, storageClass = 'STANDARD' } = object;
  if (key.endsWith('/') && sizeBytes === 0) return refuse('a folder of the S3 console');

  const sequencer = toSequencer(eTag, item, all);
  if (sequencer === undefined) return { action: 'known' };
  if (ARCHIVES.includes(storageClass))
    return refuse(`archived as ${storageClass}: restore it, and copy it to STANDARD`);
  return { action: 'send', sequencer };
}

/** @returns Absent where the record is of this version, or of a run of it that is at work. */
function toSequencer(eTag: string, item: KnownItem | undefined, all: boolean): string | undefined {
  if (!item) return LOWEST_SEQUENCER;
  // Deleted, and there again; or another version is there: the event that told of it is lost, or still on its way.
  const isUnheardOf = item.status === 'DELETED' || item.source.eTag !== eTag;
  const isWanted = isUnheardOf || (all && item.status !== 'PROCESSING');
  return isWanted ? toNextRun({ sequencer: item.source.sequencer }).sequencer : undefined;
}

function refuse(reason: string): Decision {
  return { action: 'refused', reason };
}
