// A finished record in a form that is pleasant to read.

import type { ImageRecord } from '@image-workflow/record';
import type { Camera, CaptureTime, Location } from '@image-workflow/record/metadata';
import { type StateVisit, toFailures, toWaitedMs } from '../../functions/shared/execution-history.ts';
import { seconds } from '../../terminal/terminal.mjs';
import { bold, colourStatus, dim, formatBytes, printable, shortenTo, wrap } from '../../terminal/text.ts';
import { describeAnalysis, nameFindings } from './analysis.ts';

/** Columns before the text of a line: two spaces, the line's name, one space. */
const NAME_COLUMNS = 11;
const INDENT = 2 + NAME_COLUMNS + 1;

/**
 * @param visits - The execution's, where there was one.
 * @param columns - Of the terminal; long lines go on below, no word is broken. Absent where nothing limits a line.
 */
export function describeRecord(record: ImageRecord, visits: readonly StateVisit[], columns?: number): string {
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
    text ? [`  ${dim(name.padEnd(NAME_COLUMNS))} ${wrap(printable(text), INDENT, columns)}`] : [],
  );
  return ['', title, ...details].join('\n');
}

/** `dog.jpg  SUCCEEDED  Dog · Car · Bicycle  4.2 s`, for a photograph among many. */
export function describeInOneLine(
  record: ImageRecord,
  visits: readonly StateVisit[],
  columns?: number,
): string {
  const { source, status, reason, error, analysis } = record;
  const facts = [
    reason ?? (error && `${error.name}: ${error.message}`) ?? nameFindings(analysis),
    describeDuration(visits),
  ];
  const line = [source.key, status, ...facts.filter(Boolean)].map(String).map(printable).join('  ');
  return shortenTo(line, columns).replace(`  ${status}`, `  ${colourStatus(status)}`);
}

/** From the first state to the last, without the time in which nothing of it was at work. */
function describeDuration(visits: readonly StateVisit[]): string | undefined {
  const longest = longestChain(visits.filter(({ type }) => type === 'Task'));
  return longest > 0 ? seconds(longest) : undefined;
}

/** Milliseconds of the tasks that had to follow one another: of those side by side, the longest counts. */
function longestChain(tasks: readonly StateVisit[]): number {
  const ended: { at: number; total: number }[] = [];
  for (const task of tasks) {
    const before = ended.filter(({ at }) => at <= task.enteredAt.getTime());
    const total = Math.max(0, ...before.map((one) => one.total)) + toWorkedMs(task);
    ended.push({ at: (task.exitedAt ?? new Date()).getTime(), total });
  }
  return Math.max(0, ...ended.map(({ total }) => total));
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

/** The time in which a task waited for its turn is not its own. */
export function describeVisit(visit: StateVisit): string {
  const failures = toFailures(visit);
  return `${visit.name} ${seconds(toWorkedMs(visit))}${failures.length > 0 ? ` after ${countFailures(failures)}` : ''}`;
}

/** `ThrottlingException ×3, States.Timeout`. */
function countFailures(failures: readonly string[]): string {
  return Object.entries(Object.groupBy(failures, (name) => name))
    .map(([name, same = []]) => (same.length > 1 ? `${name} ×${same.length}` : name))
    .join(', ');
}

function toWorkedMs(visit: StateVisit): number {
  const { enteredAt, exitedAt = new Date() } = visit;
  return Math.max(0, exitedAt.getTime() - enteredAt.getTime() - toWaitedMs(visit));
}
