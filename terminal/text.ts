// Words and colours for the terminal.

import { styleText } from 'node:util';
import type { ImageStatus } from '@image-workflow/record';
import wrapAnsi from 'wrap-ansi';

/** Node leaves the colours out where they would not show, and where NO_COLOR is set. */
export const bold = (text: string) => styleText('bold', text);
export const dim = (text: string) => styleText('dim', text);

const STATUS_COLOURS = {
  PROCESSING: 'cyan',
  SUCCEEDED: 'green',
  PARTIAL: 'yellow',
  UNSUPPORTED: 'yellow',
  FAILED: 'red',
} as const satisfies Record<ImageStatus, string>;

export function colourStatus(status: ImageStatus): string {
  return styleText(STATUS_COLOURS[status], status);
}

/** Text of a file or its name, without what a terminal would take for a command. */
export function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.codePointAt(0)?.toString(16).padStart(2, '0')}`,
  );
}

/** `160 KB`, `3.1 MB`: decimal, as disks and cameras count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/**
 * Lets a long text go on below its beginning, without breaking a word.
 *
 * @param indent - Columns before the text, on every line.
 * @param columns - Of the terminal; absent where nothing limits a line.
 */
export function wrap(text: string, indent: number, columns?: number): string {
  if (columns === undefined) return text;
  return wrapAnsi(text, Math.max(columns - indent, 20)).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

/** Leaves out what does not fit, from the last word that does on. */
export function shortenTo(text: string, columns?: number): string {
  if (columns === undefined || text.length < columns) return text;
  return `${text.slice(0, columns - 2).replace(/\s+\S*$/, '')} …`;
}

const AGE_UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `3 d`, `5 h`, `12 min`, `8 s`: rounded down. */
export function formatAge(ms: number): string {
  const [unit, unitMs] = AGE_UNITS.find(([, unitMs]) => ms >= unitMs) ?? ['s', 1_000];
  return `${Math.max(0, Math.floor(ms / unitMs))} ${unit}`;
}
