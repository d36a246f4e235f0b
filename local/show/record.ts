// A finished record in a form that is pleasant to read.

import type { Camera, CaptureTime, Location } from '../../functions/shared/metadata.ts';
import type { Analysis, ImageRecord, LabelsSlot, ThumbnailsSlot } from '../../functions/shared/record.ts';
import type { StateVisit } from '../follow/history.ts';
import { seconds } from '../install/terminal.mjs';
import { bold, colourStatus, dim, formatBytes, printable } from './text.ts';

const LABELS_SHOWN = 12;

/** What is found in a photograph, one line for each feature. A feature that is not named here shows its status. */
const FEATURES: {
  [Name in keyof Analysis]: (slot: Extract<Analysis[Name], { status: 'SUCCEEDED' }>) => string;
} = {
  labels: describeLabels,
  thumbnails: describeThumbnails,
};

/** @param visits - The execution's, where there was one. */
export function describeRecord(record: ImageRecord, visits: readonly StateVisit[]): string {
  const lines: [string, string | undefined][] = [
    ['why', record.reason],
    ['error', record.error && `${record.error.name}: ${record.error.message}`],
    ['picture', describePicture(record)],
    ['camera', describeCamera(record.metadata?.camera)],
    ['captured', describeTime(record.metadata?.capturedAt)],
    ['location', describeLocation(record.metadata?.location)],
    ['caption', record.metadata?.description?.caption ?? record.metadata?.description?.title],
    ...describeAnalysis(record.analysis),
    ...(record.warnings ?? []).map((warning): [string, string] => ['warning', warning]),
    ['took', describeVisits(visits)],
  ];
  const title = `${bold(printable(record.source.key))}  ${colourStatus(record.status)}`;
  const details = lines.flatMap(([name, text]) =>
    text ? [`  ${dim(name.padEnd(11))} ${printable(text)}`] : [],
  );
  return ['', title, ...details].join('\n');
}

function describePicture({ metadata, source }: ImageRecord): string {
  if (!metadata) return formatBytes(source.sizeBytes);
  return `${metadata.width} × ${metadata.height} ${metadata.format.toUpperCase()}, ${formatBytes(source.sizeBytes)}`;
}

function describeCamera(camera: Camera | undefined): string | undefined {
  if (!camera) return undefined;
  const { make = '', model = '', lens, exposureTimeSeconds: time, fNumber, iso, focalLengthMm } = camera;
  const name = model.startsWith(make) ? model : `${make} ${model}`; // "Canon" and "Canon PowerShot S95"
  const facts = [
    name.trim(),
    lens,
    time && (time < 0.5 ? `1/${Math.round(1 / time)} s` : `${time} s`),
    fNumber && `f/${fNumber}`,
    iso && `ISO ${iso}`,
    focalLengthMm && `${focalLengthMm} mm`,
  ];
  return facts.filter(Boolean).join(' · ') || undefined;
}

function describeTime(time: CaptureTime | undefined): string | undefined {
  return time && `${time.local.replace('T', ' ')}${time.offset ? ` ${time.offset}` : ''}`;
}

function describeLocation(location: Location | undefined): string | undefined {
  if (!location) return undefined;
  const { latitude, longitude, altitudeMeters } = location;
  const place = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return altitudeMeters === undefined ? place : `${place}, ${Math.round(altitudeMeters)} m`;
}

function describeAnalysis(analysis: Analysis | undefined): [string, string][] {
  return Object.entries(analysis ?? {}).map(([name, slot]) => {
    if (slot.status === 'FAILED') return [name, `FAILED, ${slot.error.name}: ${slot.error.message}`];
    const describe = FEATURES[name as keyof Analysis] as ((slot: unknown) => string) | undefined;
    return [name, slot.status === 'SUCCEEDED' && describe ? describe(slot) : slot.status];
  });
}

function describeLabels({ items }: Extract<LabelsSlot, { status: 'SUCCEEDED' }>): string {
  const shown = items.slice(0, LABELS_SHOWN).map(({ name, confidence, instances }) => {
    const boxes =
      instances.length > 0 ? ` (${instances.length} ${instances.length === 1 ? 'box' : 'boxes'})` : '';
    return `${name} ${Math.round(confidence)} %${boxes}`;
  });
  const more = items.length > LABELS_SHOWN ? [`${items.length - LABELS_SHOWN} more`] : [];
  return [...shown, ...more].join(' · ') || 'none';
}

function describeThumbnails({ items }: Extract<ThumbnailsSlot, { status: 'SUCCEEDED' }>): string {
  return items
    .map(({ width, height, sizeBytes }) => `${width} × ${height} (${formatBytes(sizeBytes)})`)
    .join(' · ');
}

/** `ExtractMetadata 0.1 s › NormalizeImage 0.5 s › …`, tasks only, with what they stumbled over. */
function describeVisits(visits: readonly StateVisit[]): string | undefined {
  const tasks = visits.filter(({ type }) => type === 'Task').map(describeVisit);
  return tasks.join(' › ') || undefined;
}

export function describeVisit({ name, enteredAt, exitedAt, failures }: StateVisit): string {
  const time = seconds((exitedAt ?? new Date()).getTime() - enteredAt.getTime());
  return `${name} ${time}${failures.length > 0 ? ` after ${countFailures(failures)}` : ''}`;
}

/** `ThrottlingException ×3, States.Timeout`. */
function countFailures(failures: readonly string[]): string {
  return Object.entries(Object.groupBy(failures, (name) => name))
    .map(([name, same = []]) => (same.length > 1 ? `${name} ×${same.length}` : name))
    .join(', ');
}
