// A finished record in a form that is pleasant to read.

import type { ImageRecord } from '@image-workflow/record';
import type { Camera, CaptureTime, Location } from '@image-workflow/record/metadata';
import { seconds } from '../../terminal/terminal.mjs';
import { bold, colourStatus, dim, formatBytes, printable } from '../../terminal/text.ts';
import type { StateVisit } from '../follow/history.ts';
import { describeAnalysis } from './analysis.ts';

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
