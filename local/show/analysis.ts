// What was found in a photograph, one line for each feature, as long as a person wants to read.

import type { Analysis } from '@image-workflow/record';
import { formatBytes } from '../../terminal/text.ts';

type Found<Name extends keyof Analysis> = Extract<Analysis[Name], { status: 'SUCCEEDED' }>;

/** Most labels and colours, and most lines, faces and people, that are named; the others are counted. */
const MANY = 12;
const SOME = 6;
const FEW = 4;
const LONGEST_TEXT = 40;

const DESCRIPTIONS: { [Name in keyof Analysis]: (found: Found<Name>) => string } = {
  labels: describeLabels,
  text: describeText,
  faces: describeFaces,
  people: describePeople,
  celebrities: describeCelebrities,
  moderation: describeModeration,
  customLabels: ({ items }) => list(items.map(describeSure), MANY, 'none'),
  thumbnails: describeThumbnails,
};

/** Where the slot's name is no word that a person would use. */
const TITLES: { [Name in keyof Analysis]?: string } = { customLabels: 'own labels' };

/** A line for each feature that was at work; those that were not are one line together. */
export function describeAnalysis(analysis: Analysis | undefined): [name: string, text: string][] {
  const lines: [string, string][] = [];
  const skipped = new Map<string, string[]>();
  for (const [name, slot] of Object.entries(analysis ?? {}) as [keyof Analysis, Analysis[keyof Analysis]][]) {
    const title = TITLES[name] ?? name;
    const describe = DESCRIPTIONS[name] as (found: typeof slot) => string;
    if (slot.status === 'SKIPPED') addTo(skipped, toShortReason(slot.reason), title);
    else if (slot.status === 'FAILED')
      lines.push([title, `FAILED, ${slot.error.name}: ${slot.error.message}`]);
    else lines.push([title, describe(slot)]);
  }
  const reasons = [...skipped].map(([reason, titles]) => `${titles.join(', ')} (${reason})`);
  return reasons.length > 0 ? [...lines, ['skipped', reasons.join('; ')]] : lines;
}

/** What a photograph is known by among many: its surest labels, its people or faces, the first line of its text. */
export function nameFindings(analysis: Analysis | undefined): string {
  const { labels, people, faces, text } = analysis ?? {};
  const names = people?.status === 'SUCCEEDED' ? people.items.map(({ name }) => name) : [];
  const faceCount = faces?.status === 'SUCCEEDED' ? faces.items.length : 0;
  const line = text?.status === 'SUCCEEDED' ? text.items.find(({ type }) => type === 'LINE') : undefined;
  return [
    ...(labels?.status === 'SUCCEEDED' ? labels.items.slice(0, FEW).map(({ name }) => name) : []),
    ...names.slice(0, FEW),
    ...(faceCount > names.length ? [count(faceCount, 'face', 'faces')] : []),
    ...(line ? [`“${shorten(line.text)}”`] : []),
  ].join(' · ');
}

/** `switched off`, where the title says already what is. */
function toShortReason(reason = 'no reason given'): string {
  return reason.replace(/^The feature \w+ is /, '');
}

function addTo(groups: Map<string, string[]>, group: string, member: string): void {
  groups.set(group, [...(groups.get(group) ?? []), member]);
}

function describeLabels({ items, imageProperties }: Found<'labels'>): string {
  const labels = items.map((label) => {
    const boxes = label.instances.length;
    return `${describeSure(label)}${boxes > 0 ? ` (${count(boxes, 'box', 'boxes')})` : ''}`;
  });
  const colours = imageProperties?.dominantColors.map(
    ({ cssColor, pixelPercent }) => `${cssColor} ${Math.round(pixelPercent)} %`,
  );
  return `${list(labels, MANY, 'none')}${colours ? `; colours: ${list(colours, SOME, 'none')}` : ''}`;
}

/** Lines only: the words are in them. */
function describeText({ items }: Found<'text'>): string {
  const lines = items.filter(({ type }) => type === 'LINE').map(({ text }) => `“${shorten(text)}”`);
  return list(lines, SOME, 'none');
}

function describeFaces({ items }: Found<'faces'>): string {
  const faces = items.map(({ gender, ageRange, emotions, name }) => {
    const looks = [
      gender?.value.toLowerCase(),
      ageRange && `${ageRange.low} to ${ageRange.high}`,
      emotions?.[0]?.type.toLowerCase(),
    ];
    return name ?? (looks.filter(Boolean).join(', ') || 'a face');
  });
  return items.length > 1 ? `${items.length}: ${list(faces, SOME, '')}` : list(faces, SOME, 'none');
}

function describePeople({ items, searchedFaces, unsearchedFaces }: Found<'people'>): string {
  const people = items.map(({ name, similarity }) => `${name} ${Math.round(similarity)} %`);
  return `${list(people, SOME, 'nobody known')} (${count(searchedFaces, 'face', 'faces')} searched${unsearchedFaces ? `, ${unsearchedFaces} had no turn` : ''})`;
}

function describeCelebrities({ items, unrecognizedFaces }: Found<'celebrities'>): string {
  const others = unrecognizedFaces > 0 ? ` (${count(unrecognizedFaces, 'other face', 'other faces')})` : '';
  return `${list(items.map(describeSure), SOME, 'none')}${others}`;
}

function describeModeration({ flagged, items }: Found<'moderation'>): string {
  return `${flagged ? 'FLAGGED: ' : ''}${list(items.map(describeSure), SOME, 'nothing')}`;
}

function describeThumbnails({ items }: Found<'thumbnails'>): string {
  return items
    .map(({ width, height, sizeBytes }) => `${width} × ${height} (${formatBytes(sizeBytes)})`)
    .join(' · ');
}

function describeSure({ name, confidence }: { name: string; confidence: number }): string {
  return `${name} ${Math.round(confidence)} %`;
}

function list(texts: readonly string[], most: number, none: string): string {
  const more = texts.length > most ? [`${texts.length - most} more`] : [];
  return [...texts.slice(0, most), ...more].join(' · ') || none;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function shorten(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1).trimEnd()}…` : text;
}
