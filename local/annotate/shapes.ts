// What is drawn on a photograph: the rule from a record to boxes with captions.

import type { Analysis, BoundingBox, Face, ImageRecord } from '@image-workflow/record';

/** What a shape shows; each has a colour of its own. */
export type ShapeKind = 'person' | 'celebrity' | 'face' | 'customLabel' | 'label' | 'text';

export interface Shape {
  kind: ShapeKind;
  /** Ratios 0 to 1 of the preview. */
  box: BoundingBox;
  /** Empty where there is nothing to say. */
  caption: string;
}

/** Of one kind; the records hold at most a hundred items of each, and more would hide the photograph. */
export const MOST_SHAPES = 100;

/** Room for a custom classifier's answer about the whole picture. */
const WHOLE_PICTURE: BoundingBox = { left: 0, top: 0, width: 1, height: 1 };

/** @returns What matters most first: that is the order in which captions get their places. */
export function toShapes({ analysis }: Pick<ImageRecord, 'analysis'>): Shape[] {
  if (!analysis) return [];
  return [peopleShapes, celebrityShapes, faceShapes, customLabelShapes, labelShapes, textShapes].flatMap(
    (shapesOf) => shapesOf(analysis).slice(0, MOST_SHAPES),
  );
}

/** Known people. RecognizePeople gives their boxes as DetectFaces gave them to it. */
function peopleShapes({ people }: Analysis): Shape[] {
  return itemsOf(people).map(({ name, similarity, boundingBox }) => ({
    kind: 'person',
    box: boundingBox,
    caption: withPercent(name, similarity),
  }));
}

function celebrityShapes({ celebrities }: Analysis): Shape[] {
  return itemsOf(celebrities).flatMap(({ name, confidence, boundingBox }) =>
    boundingBox ? [{ kind: 'celebrity', box: boundingBox, caption: withPercent(name, confidence) }] : [],
  );
}

/** Faces that no known person's box shows already. */
function faceShapes({ faces, people }: Analysis): Shape[] {
  const known = itemsOf(people).map(({ boundingBox }) => boundingBox);
  return itemsOf(faces)
    .filter((face) => !known.some((box) => isSameBox(box, face.boundingBox)))
    .map((face) =>
      face.name === undefined
        ? { kind: 'face', box: face.boundingBox, caption: describeFace(face) }
        : { kind: 'person', box: face.boundingBox, caption: withPercent(face.name, face.similarity) },
    );
}

/** `Male, 33 to 49`. */
function describeFace({ gender, ageRange }: Face): string {
  return [gender?.value, ageRange && `${ageRange.low} to ${ageRange.high}`].filter(Boolean).join(', ');
}

/** Labels of the whole picture share one frame around it. */
function customLabelShapes({ customLabels }: Analysis): Shape[] {
  const items = itemsOf(customLabels);
  const located = items.flatMap(({ name, confidence, boundingBox }): Shape[] =>
    boundingBox ? [{ kind: 'customLabel', box: boundingBox, caption: withPercent(name, confidence) }] : [],
  );
  const general = items.filter(({ boundingBox }) => !boundingBox);
  if (general.length === 0) return located;
  const caption = general.map(({ name, confidence }) => withPercent(name, confidence)).join(' · ');
  return [{ kind: 'customLabel', box: WHOLE_PICTURE, caption }, ...located];
}

/** Only labels of things that have a place in the picture. */
function labelShapes({ labels }: Analysis): Shape[] {
  return itemsOf(labels).flatMap(({ name, instances }) =>
    instances.map(({ boundingBox, confidence }): Shape => {
      return { kind: 'label', box: boundingBox, caption: withPercent(name, confidence) };
    }),
  );
}

/** Lines only: the words are in them. */
function textShapes({ text }: Analysis): Shape[] {
  return itemsOf(text)
    .filter(({ type }) => type === 'LINE')
    .map((line) => ({ kind: 'text', box: line.boundingBox, caption: line.text }));
}

type Slot<Item> = { status: 'SUCCEEDED'; items: Item[] } | { status: 'SKIPPED' | 'FAILED' };

function itemsOf<Item>(slot: Slot<Item>): Item[] {
  return slot.status === 'SUCCEEDED' ? slot.items : [];
}

function isSameBox(one: BoundingBox, other: BoundingBox): boolean {
  return (['left', 'top', 'width', 'height'] as const).every((side) => one[side] === other[side]);
}

function withPercent(name: string, percent: number | undefined): string {
  return percent === undefined ? name : `${name} ${Math.round(percent)} %`;
}
