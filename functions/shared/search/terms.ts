// What a photograph can be found by: every word, name and place of its record as a term of the search table.

import type { ImageRecord } from '@image-workflow/record';
import { type FaceState, type SuggestionKind, UNSURE_BELOW } from '@image-workflow/record/api/images';
import { toCells } from './geo-cells.ts';
import { toTakenAt } from './order-key.ts';

/**
 * Beside the kinds that have suggestions: all photographs there are, cells of the globe, the month of the upload, the
 * original's bytes, what its faces still ask of somebody, and what was deleted.
 */
export type TermKind = SuggestionKind | 'all' | 'cell' | 'uploaded' | 'sha256' | 'faces' | 'deleted';

export interface Term {
  kind: TermKind;
  /** As it is compared: without case, accents and width. */
  value: string;
  /** As it is shown among the suggestions; absent for a term that is not suggested. */
  title?: string;
  /** What a suggestion asks for, where that is not its title: of a person, the id. */
  suggests?: string;
}

/** Most words of one picture. A page of a book has more; the rest is in the record. */
const MAX_WORDS = 100;

/** Most labels with their parents, and most keywords. */
const MAX_VALUES = 100;

/** Longest value; a partition key may have 2,048 bytes. */
const MAX_VALUE_LENGTH = 200; // characters

/** Without case, accents and width: `Zürich` and `ZURICH` are one. Marks of other scripts than Latin stay. */
export function normalize(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFKC');
  return folded.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_VALUE_LENGTH);
}

/** The one term of a deleted photograph that can be brought back. */
export const DELETED_TERM = { kind: 'deleted', value: '' } as const satisfies Term;

/** The words of a text, each once. */
export function toWords(text: string): string[] {
  return [...new Set(normalize(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])];
}

/** Each term once. A photograph that is being processed has its time and its status alone. */
export function toTerms(record: ImageRecord): Term[] {
  const { analysis, metadata, status } = record;
  const month = toTakenAt(record).slice(0, 7); // a year, where no more is known
  const uploaded = record.source.uploadedAt.slice(0, 7);
  const terms: Term[] = [
    { kind: 'all', value: '' },
    { kind: 'status', value: normalize(status), title: status },
    { kind: 'month', value: month, title: month },
    { kind: 'uploaded', value: uploaded, title: uploaded },
    { kind: 'sha256', value: record.source.sha256 ?? '' },
    ...(metadata ? [...toCameraTerms(metadata.camera), ...toPlaceTerms(metadata.location)] : []),
    ...toNamed('keyword', metadata?.description?.keywords),
    ...(analysis ? toAnalysisTerms(analysis) : []),
  ];
  return [
    ...new Map(
      terms.filter(({ kind, value }) => value || kind === 'all').map((term) => [toTermKey(term), term]),
    ).values(),
  ];
}

/** `label#dog`: the term's name below an owner. */
export function toTermKey({ kind, value }: Pick<Term, 'kind' | 'value'>): string {
  return `${kind}#${value}`;
}

function toAnalysisTerms({
  labels,
  customLabels,
  text,
  faces,
  people,
}: NonNullable<ImageRecord['analysis']>): Term[] {
  const found = labels.status === 'SUCCEEDED' ? labels.items : [];
  const own = customLabels.status === 'SUCCEEDED' ? customLabels.items : [];
  const names = [
    ...found.map(({ name }) => name),
    ...own.map(({ name }) => name),
    ...found.flatMap(({ parents }) => parents),
  ];
  const words = text.status === 'SUCCEEDED' ? toWords(text.items.map((item) => item.text).join(' ')) : [];
  const known = people.status === 'SUCCEEDED' ? people.items : [];
  return [
    ...toNamed('label', names),
    ...toFaceTerms(faces),
    ...words.slice(0, MAX_WORDS).map((word) => ({ kind: 'text', value: word, title: word }) as const),
    ...known.flatMap(({ personId, name }): Term[] => [
      { kind: 'person', value: normalize(name), title: name, suggests: personId },
      { kind: 'person', value: normalize(personId) },
    ]),
  ];
}

/** `unnamed` and `unsure`, as far as a face is. */
function toFaceTerms(slot: NonNullable<ImageRecord['analysis']>['faces']): Term[] {
  const faces = slot.status === 'SUCCEEDED' ? slot.items : [];
  const states = faces.flatMap(({ personId, similarity = 100 }): FaceState[] => {
    if (personId === undefined) return ['unnamed'];
    return similarity < UNSURE_BELOW ? ['unsure'] : [];
  });
  return states.map((value) => ({ kind: 'faces', value }));
}

function toNamed(kind: TermKind, names: readonly string[] = []): Term[] {
  return names
    .slice(0, MAX_VALUES)
    .map((name) => ({ kind, value: normalize(name), title: name.slice(0, MAX_VALUE_LENGTH) }));
}

/** By maker, by model, and by both; a model that begins with its maker (`NIKON Z 6`) is both already. */
function toCameraTerms(camera: NonNullable<ImageRecord['metadata']>['camera']): Term[] {
  const { make, model } = camera ?? {};
  const both =
    make && model && !normalize(model).startsWith(normalize(make)) ? `${make} ${model}` : undefined;
  return toNamed(
    'camera',
    [make, model, both].filter((name) => name !== undefined),
  );
}

/** By the cells of the globe, and by the place's own name, its region and its country, which is also found by its code. */
function toPlaceTerms(location: NonNullable<ImageRecord['metadata']>['location']): Term[] {
  if (!location) return [];
  const { name, region, country, countryCode } = location.place ?? {};
  return [
    ...toCells(location).map((value): Term => ({ kind: 'cell', value })),
    ...toNamed(
      'place',
      [name, region, country].filter((one) => one !== undefined),
    ),
    ...(countryCode ? [{ kind: 'place', value: normalize(countryCode) } as const] : []),
  ];
}
