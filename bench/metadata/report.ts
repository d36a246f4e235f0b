// Counts of agreement by field, and every difference, as text.

import type { FileExtraction } from '../../functions/extract-metadata/extract-metadata.ts';
import type { ExiftoolTags } from './exiftool.ts';
import type { Expectation, FieldValue } from './expectations.ts';

/** What was read of one file, and what that cost. */
export interface ReadFile {
  readonly extraction: FileExtraction;
  readonly fetchedBytes: number;
  readonly requests: number;
}

interface Difference {
  readonly kind: 'differs' | 'missing' | 'invented';
  readonly field: string;
  readonly path: string;
  readonly ours: FieldValue;
  readonly expected: FieldValue;
}

interface Count {
  agreed: number;
  differs: number;
  missing: number;
  invented: number;
}

/** What was compared so far. */
export class Comparison {
  readonly counts: ReadonlyMap<string, Count>;
  readonly differences: Difference[] = [];
  readonly unsupported: { path: string; reason: string; exiftool: string }[] = [];
  readonly costs: { path: string; format: string; fetchedBytes: number; requests: number }[] = [];

  readonly #expectations: readonly Expectation[];
  readonly #isAskedFor: boolean;

  /** @param isAskedFor - False where a value that only we have is no difference. */
  constructor(expectations: readonly Expectation[], { isAskedFor = true } = {}) {
    this.#expectations = expectations;
    this.#isAskedFor = isAskedFor;
    this.counts = new Map(
      expectations.map(({ field }) => [field, { agreed: 0, differs: 0, missing: 0, invented: 0 }]),
    );
  }

  add(path: string, { extraction, fetchedBytes, requests }: ReadFile, tags: ExiftoolTags): void {
    if (!extraction.supported) {
      const exiftool = String(tags['File:MIMEType'] ?? tags['ExifTool:Error'] ?? 'nothing');
      this.unsupported.push({ path, reason: extraction.reason, exiftool });
      return;
    }
    const { metadata } = extraction;
    this.costs.push({ path, format: metadata.format, fetchedBytes, requests });
    for (const { field, ours: read, expected: look, agrees } of this.#expectations) {
      const [ours, expected] = [read(metadata), look(tags)];
      const count = this.counts.get(field);
      if (count === undefined || (ours === undefined && expected === undefined)) continue;
      if (ours !== undefined && expected !== undefined && agrees(ours, expected)) {
        count.agreed++;
        continue;
      }
      if (expected === undefined && !this.#isAskedFor) continue;
      const kind = ours === undefined ? 'missing' : expected === undefined ? 'invented' : 'differs';
      count[kind]++;
      this.differences.push({ kind, field, path, ours, expected });
    }
  }

  /** Agreeing values as a percentage of those that exiftool has. */
  percent(): number {
    return percentOf(sum([...this.counts.values()]));
  }
}

export function formatReport(
  comparison: Comparison,
  composites: Comparison,
  { isSummary }: { isSummary: boolean },
): string {
  const { unsupported, costs } = comparison;
  const lines: string[] = [];
  if (!isSummary) {
    lines.push(...comparison.differences.map(formatDifference));
    for (const { path, reason, exiftool } of unsupported) {
      lines.push(`unsupported  ${exiftool.padEnd(26)} ${reason}${reason.includes(path) ? '' : `  ${path}`}`);
    }
    lines.push('');
  }
  lines.push(...formatTable('field', comparison), '');
  if (!isSummary && composites.differences.length > 0) {
    lines.push(...composites.differences.map(formatDifference), '');
  }
  lines.push(...formatTable("exiftool's own reconciliation", composites));
  lines.push(
    '',
    `${costs.length} files compared, ${unsupported.length} not supported`,
    ...formatCosts(costs),
  );
  return lines.join('\n');
}

function formatDifference({ kind, field, path, ours, expected }: Difference): string {
  return `${kind.padEnd(8)}  ${field.padEnd(29)} ours ${show(ours)}  exiftool ${show(expected)}  ${path}`;
}

function formatTable(title: string, { counts }: Comparison): string[] {
  return [
    row(title, ['agree', 'differ', 'missing', 'invented', 'percent']),
    ...[...counts].map(([field, count]) => formatCount(field, count)),
    formatCount('all', sum([...counts.values()])),
  ];
}

/** What reading cost, by format: the largest and the mean. */
function formatCosts(costs: Comparison['costs']): string[] {
  const formats = [...new Set(costs.map(({ format }) => format))].sort();
  return formats.map((format) => {
    const ofFormat = costs.filter((cost) => cost.format === format);
    const fetched = ofFormat.map(({ fetchedBytes }) => fetchedBytes);
    const mean = fetched.reduce((total, bytes) => total + bytes, 0) / fetched.length;
    const requests = Math.max(...ofFormat.map((cost) => cost.requests));
    const kib = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`;
    return `${format}: ${ofFormat.length} files, fetched ${kib(mean)} on average, at most ${kib(Math.max(...fetched))} in at most ${requests} requests`;
  });
}

function formatCount(field: string, count: Count): string {
  const { agreed, differs, missing, invented } = count;
  return row(field, [agreed, differs, missing, invented, percentOf(count).toFixed(2)]);
}

function row(field: string, cells: readonly (string | number)[]): string {
  return field.padEnd(38) + cells.map((cell) => String(cell).padStart(10)).join('');
}

function sum(counts: readonly Count[]): Count {
  const total: Count = { agreed: 0, differs: 0, missing: 0, invented: 0 };
  for (const count of counts) {
    total.agreed += count.agreed;
    total.differs += count.differs;
    total.missing += count.missing;
    total.invented += count.invented;
  }
  return total;
}

function percentOf({ agreed, differs, missing }: Count): number {
  const known = agreed + differs + missing;
  return known === 0 ? 100 : (100 * agreed) / known;
}

/** A value on one line, shortened. */
function show(value: FieldValue): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
