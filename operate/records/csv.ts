// Records as CSV (RFC 4180), what fits into columns.

import type { ImageRecord } from '@image-workflow/record';

type Cell = string | number | undefined;

const COLUMNS: Record<string, (record: ImageRecord) => Cell> = {
  imageId: ({ imageId }) => imageId,
  status: ({ status }) => status,
  key: ({ source }) => source.key,
  versionId: ({ source }) => source.versionId,
  sizeBytes: ({ source }) => source.sizeBytes,
  uploadedAt: ({ source }) => source.uploadedAt,
  finishedAt: ({ execution }) => execution.finishedAt,
  format: ({ metadata }) => metadata?.format,
  width: ({ metadata }) => metadata?.width,
  height: ({ metadata }) => metadata?.height,
  capturedAt: ({ metadata }) => metadata?.capturedAt?.local,
  offset: ({ metadata }) => metadata?.capturedAt?.offset,
  latitude: ({ metadata }) => metadata?.location?.latitude,
  longitude: ({ metadata }) => metadata?.location?.longitude,
  make: ({ metadata }) => metadata?.camera?.make,
  model: ({ metadata }) => metadata?.camera?.model,
  labels: ({ analysis }) => toNames(analysis?.labels),
  people: ({ analysis }) => toNames(analysis?.people),
  failed: (record) => failedSlotsOf(record).join('; '),
  error: ({ error, reason }) =>
    error ? `${error.state ?? ''} ${error.name}: ${error.message}`.trim() : reason,
};

export const CSV_HEADINGS = Object.keys(COLUMNS).join(',');

export function toCsvLine(record: ImageRecord): string {
  return Object.values(COLUMNS)
    .map((toCell) => quote(toCell(record)))
    .join(',');
}

/** Of the features that failed for good. */
export function failedSlotsOf({ analysis }: Pick<ImageRecord, 'analysis'>): string[] {
  return Object.entries(analysis ?? {}).flatMap(([name, slot]) => (slot?.status === 'FAILED' ? [name] : []));
}

function toNames(slot: { status: string; items?: { name?: string }[] } | undefined): string {
  return [...new Set(slot?.items?.flatMap(({ name }) => name ?? []))].join('; ');
}

/**
 * A spreadsheet takes text that begins so for a formula, and keys are chosen by whoever uploads. An apostrophe before it
 * says that it is text. {@link https://owasp.org/www-community/attacks/CSV_Injection}
 */
const FORMULA = /^[=+\-@\t\r]/;

function quote(cell: Cell): string {
  if (cell === undefined || typeof cell === 'number') return String(cell ?? '');
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
