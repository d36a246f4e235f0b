// By what photographs are ordered: when they were taken by their camera's clock, else when they were uploaded.

import type { ImageRecord } from '@image-workflow/record';

/** When a photograph was taken, as far as that is known: `2024-05-01T10:20:30.12`, or `2024`. */
export function toTakenAt({ metadata, source }: Pick<ImageRecord, 'metadata' | 'source'>): string {
  return metadata?.capturedAt?.local ?? source.uploadedAt;
}

/**
 * `2024-05-01T10:20:30.120#<imageId>`: plain strings compare as times do, and no two are equal.
 * A capture time has any number of decimals; three are kept. One of which less is known stands where that begins: `2024#<imageId>`.
 */
export function toOrderKey(record: Pick<ImageRecord, 'imageId' | 'metadata' | 'source'>): string {
  return toOrderKeyAt(toTakenAt(record), record.imageId);
}

/** @param time - ISO 8601, with or without a zone: one list has one kind alone. */
export function toOrderKeyAt(time: string, imageId: string): string {
  const [, seconds, decimals = ''] = /^(.{19})(?:\.(\d+))?/.exec(time) ?? [];
  if (seconds === undefined) return `${time}#${imageId}`; // # comes before every character that a time goes on with
  return `${seconds}.${decimals.slice(0, 3).padEnd(3, '0')}#${imageId}`;
}

/** The first and the last key that a period may have: `2024-05` is all of May. */
export function toBounds({ from, to }: { from?: string | undefined; to?: string | undefined }): {
  low: string;
  high: string;
} {
  return { low: from ?? '0', high: `${to ?? ''}~` }; // ~ comes after every character of a key
}
