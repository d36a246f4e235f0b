// Everything that was found in a photograph, as boxes, words and entries: one list for the picture and for the panel.

import type { Analysis, BoundingBox, Face } from '@image-workflow/record';

export type Layer = 'labels' | 'faces' | 'text' | 'celebrities' | 'customLabels';
export const LAYERS: readonly Layer[] = ['labels', 'faces', 'text', 'celebrities', 'customLabels'];

/** `id` is the same for a box and its entry; an entry of several boxes has them all. */
export interface Finding {
  id: string;
  layer: Layer;
  title: string;
  /** Percent. */
  confidence: number;
  boxes: BoundingBox[];
  face?: Face;
  parents?: string[];
  /** Of a text: a whole line. */
  isLine?: boolean;
}

export function findingsOf(analysis: Analysis | undefined): Finding[] {
  if (!analysis) return [];
  const { labels, faces, text, celebrities, customLabels } = analysis;
  return [
    ...(labels.status === 'SUCCEEDED'
      ? labels.items.map(
          (label, index): Finding => ({
            id: `labels-${index}`,
            layer: 'labels',
            title: label.name,
            confidence: label.confidence,
            parents: label.parents,
            boxes: label.instances.map(({ boundingBox }) => boundingBox),
          }),
        )
      : []),
    ...(faces.status === 'SUCCEEDED'
      ? faces.items.map(
          (face, index): Finding => ({
            id: `faces-${index}`,
            layer: 'faces',
            title: face.name ?? '',
            confidence: face.confidence,
            boxes: [face.boundingBox],
            face,
          }),
        )
      : []),
    ...(text.status === 'SUCCEEDED'
      ? text.items.map(
          (item, index): Finding => ({
            id: `text-${index}`,
            layer: 'text',
            title: item.text,
            confidence: item.confidence,
            boxes: [item.boundingBox],
            isLine: item.type === 'LINE',
          }),
        )
      : []),
    ...(celebrities.status === 'SUCCEEDED'
      ? celebrities.items.map(
          (item, index): Finding => ({
            id: `celebrities-${index}`,
            layer: 'celebrities',
            title: item.name,
            confidence: item.confidence,
            boxes: item.boundingBox ? [item.boundingBox] : [],
          }),
        )
      : []),
    ...(customLabels.status === 'SUCCEEDED'
      ? customLabels.items.map(
          (item, index): Finding => ({
            id: `customLabels-${index}`,
            layer: 'customLabels',
            title: item.name,
            confidence: item.confidence,
            boxes: item.boundingBox ? [item.boundingBox] : [],
          }),
        )
      : []),
  ];
}

/** What another threshold would have said: nothing is asked for, only shown or not. */
export function isSureEnough(finding: Finding, threshold: number): boolean {
  return finding.confidence >= threshold;
}

/** Whether a search was for this, so that a hit opens on what was looked for. */
export function isHit(finding: Finding, wanted: { kind: string; value: string }[]): boolean {
  const is = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return wanted.some(({ kind, value }) => {
    if (kind === 'label' && (finding.layer === 'labels' || finding.layer === 'customLabels')) {
      return is(finding.title, value) || (finding.parents ?? []).some((parent) => is(parent, value));
    }
    if (kind === 'person' && finding.face) {
      return is(finding.face.personId ?? '', value) || is(finding.face.name ?? '', value);
    }
    return (
      kind === 'text' &&
      finding.layer === 'text' &&
      value
        .toLowerCase()
        .split(/\s+/)
        .some((word) => finding.title.toLowerCase().includes(word))
    );
  });
}
