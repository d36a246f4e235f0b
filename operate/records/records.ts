// Lists or exports what is in the table.

import { once } from 'node:events';
import type { ImageRecord } from '@image-workflow/record';
import { scanRecords } from '../../stack/records.ts';
import { colourStatus, dim, formatAge, printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import type { RecordsRequest } from './arguments.ts';
import { toFilter } from './choice.ts';
import { CSV_HEADINGS, failedSlotsOf, toCsvLine } from './csv.ts';

const STATUS_WIDTH = 'UNSUPPORTED'.length;

export async function showRecords(
  { choice, format }: RecordsRequest,
  context: CommandContext,
): Promise<Report> {
  const { clients, outputs } = context.target;
  const show = { text: describe, csv: toCsvLine, json: (record: ImageRecord) => JSON.stringify(record) }[
    format
  ];
  const byStatus: Record<string, number> = {};

  if (format === 'csv') await print(CSV_HEADINGS, context);
  for await (const page of scanRecords(clients.documents, outputs.ImagesTableName, toFilter(choice))) {
    if (context.signal.aborted) break;
    if (page.length > 0) await print(page.map(show).join('\n'), context);
    for (const { status } of page) byStatus[status] = (byStatus[status] ?? 0) + 1;
  }
  const counts = Object.entries(byStatus).map(([status, count]) => `${count} ${status}`);
  if (counts.length > 0 || !context.signal.aborted)
    context.terminal.print(dim(counts.join(', ') || 'no record'));
  return { result: undefined, text: undefined, isComplete: true };
}

/** Waits where the reader is slower than the table. */
async function print(lines: string, { terminal }: CommandContext): Promise<void> {
  terminal.print(lines, process.stdout);
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}

function describe(record: ImageRecord): string {
  const { status, source } = record;
  const age = formatAge(Date.now() - Date.parse(source.uploadedAt));
  const padding = ' '.repeat(STATUS_WIDTH - status.length);
  return `${colourStatus(status)}${padding}  ${age.padStart(6)}  ${printable(source.key)}${dim(printable(toRemark(record)))}`;
}

function toRemark(record: ImageRecord): string {
  const { status, execution, error, reason } = record;
  if (error) return `  ${error.state ? `${error.state}: ` : ''}${error.name}: ${error.message}`;
  if (reason) return `  ${reason}`;
  if (status === 'PROCESSING') return `  execution ${execution.arn.split(':').at(-1)}`;
  const failed = failedSlotsOf(record);
  return failed.length > 0 ? `  failed: ${failed.join(', ')}` : '';
}
