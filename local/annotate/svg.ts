// Boxes and captions as an SVG of the picture's size.

import { escapeXml } from './caption.ts';
import { type PlacedShape, placeShapes, type Rectangle, type Size } from './layout.ts';
import type { Shape, ShapeKind } from './shapes.ts';

/** Light enough for dark letters, and none is white: that is the colour of paper. */
const COLOURS = {
  person: '#3ddc84',
  celebrity: '#f08cc8',
  face: '#6cc8ff',
  customLabel: '#ff8a4c',
  label: '#ffc233',
  text: '#cbb8ff',
} as const satisfies Record<ShapeKind, string>;
const INK = '#111111';

/** Of the picture's long edge; text is framed by half of it. */
const STROKE = 1 / 350;

/**
 * The letters are drawn by librsvg in the system's sans-serif font: a machine without any font (`fc-list` names them)
 * gets boxes and empty plates.
 *
 * @param picture - Pixels of the preview, whose frame the shapes are relative to.
 */
export function drawSvg(shapes: readonly Shape[], picture: Size): string {
  const placed = placeShapes(shapes, picture);
  const stroke = Math.max(1, Math.max(picture.width, picture.height) * STROKE);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}">`,
    ...placed.toReversed().map((shape) => drawBox(shape, stroke)), // what matters most lies on top
    ...placed.toReversed().map(drawPlate),
    '</svg>',
  ].join('\n');
}

/** The dark line around the coloured one shows on bright ground. */
function drawBox({ kind, box }: PlacedShape, stroke: number): string {
  const width = kind === 'text' ? stroke / 2 : stroke;
  const frame = inset(box, width);
  return (
    `<rect ${toAttributes(frame)} fill="none" stroke="${INK}" stroke-opacity="0.5" stroke-width="${round(width * 2)}"/>` +
    `<rect ${toAttributes(frame)} fill="none" stroke="${COLOURS[kind]}" stroke-width="${round(width)}"/>`
  );
}

function drawPlate({ kind, plate }: PlacedShape): string {
  if (!plate) return '';
  const middle = { x: plate.left + plate.width / 2, y: plate.top + plate.height / 2 };
  return (
    `<rect ${toAttributes(plate)} fill="${COLOURS[kind]}" fill-opacity="0.9"/>` +
    `<text x="${round(middle.x)}" y="${round(middle.y)}" dy="0.35em" text-anchor="middle" ` +
    `font-family="sans-serif" font-size="${round(plate.fontSize)}" fill="${INK}">${escapeXml(plate.text)}</text>`
  );
}

/** Keeps the whole stroke of a box at the edge inside the picture. */
function inset({ left, top, width, height }: Rectangle, by: number): Rectangle {
  return {
    left: left + by / 2,
    top: top + by / 2,
    width: Math.max(0, width - by),
    height: Math.max(0, height - by),
  };
}

function toAttributes({ left, top, width, height }: Rectangle): string {
  return `x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"`;
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
