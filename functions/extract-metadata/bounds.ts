// However much a file says of itself, what enters the record stays far below the 256 KiB of a state's data.

import { type ImageMetadata, MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from '@image-workflow/record/metadata';
import { truncateText } from './text.ts';

/** Longest warning or reason, in characters: some quote the file. */
const MAX_MESSAGE_LENGTH = 300;

/** Most warnings of one file. */
const MAX_WARNINGS = 20;

/** The fields that are names of things; all other texts are people's own words. */
const NAMES = ['make', 'model', 'lens', 'software', 'colorSpace', 'colorProfile'];

/** Shortens a message that may quote the file. */
export function boundMessage(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH ? message : `${truncateText(message, MAX_MESSAGE_LENGTH - 1)}…`;
}

export function boundWarnings(warnings: readonly string[]): string[] {
  return warnings.slice(0, MAX_WARNINGS).map(boundMessage);
}

/** Cuts every text that is longer than the record's schema allows, with a warning for each. */
export function boundTexts(metadata: ImageMetadata, warnings: string[]): ImageMetadata {
  return boundObject(metadata, warnings);
}

function boundObject<T extends object>(fields: T, warnings: string[]): T {
  const bound = Object.entries(fields).map(([name, value]) => [name, boundValue(name, value, warnings)]);
  return Object.fromEntries(bound) as T;
}

function boundValue(name: string, value: unknown, warnings: string[]): unknown {
  if (typeof value === 'string') return boundText(name, value, warnings);
  if (Array.isArray(value)) return value.map((text) => boundText(name, text, warnings));
  return typeof value === 'object' && value !== null ? boundObject(value, warnings) : value;
}

function boundText(name: string, text: string, warnings: string[]): string {
  const longest = NAMES.includes(name) ? MAX_NAME_LENGTH : MAX_TEXT_LENGTH;
  if (text.length <= longest) return text;
  warnings.push(`The ${name} of ${text.length} characters is cut to ${longest}`);
  return truncateText(text, longest);
}
