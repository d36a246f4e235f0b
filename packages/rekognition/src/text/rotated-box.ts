// A rectangle at any angle: where a piece of text lies, and which way it reads.

export interface Point {
  x: number;
  y: number;
}

/**
 * A rotated rectangle in pixels, y downwards. `axisX`, `axisY` is the unit vector along `width`, the direction
 * of reading; `height` runs along that vector turned clockwise by 90°, from the top of the letters to their foot.
 */
export interface RotatedBox {
  centerX: number;
  centerY: number;
  axisX: number;
  axisY: number;
  width: number;
  height: number;
}

/** The point at a place inside the box, both as fractions: (0, 0) where reading starts, above the letters. */
export function pointInBox(box: RotatedBox, along: number, down: number): Point {
  const u = (along - 0.5) * box.width;
  const v = (down - 0.5) * box.height;
  return {
    x: box.centerX + u * box.axisX - v * box.axisY,
    y: box.centerY + u * box.axisY + v * box.axisX,
  };
}

/** The four corners in order of reading: start and end above the letters, end and start below them. */
export function corners(box: RotatedBox): Point[] {
  return [pointInBox(box, 0, 0), pointInBox(box, 1, 0), pointInBox(box, 1, 1), pointInBox(box, 0, 1)];
}

/** Whether a point lies inside the box or on its edge. */
export function holds(box: RotatedBox, { x, y }: Point): boolean {
  const [dx, dy] = [x - box.centerX, y - box.centerY];
  return (
    Math.abs(dx * box.axisX + dy * box.axisY) <= box.width / 2 &&
    Math.abs(dy * box.axisX - dx * box.axisY) <= box.height / 2
  );
}

/** The part of the box between two fractions of its width: a word of a line. */
export function sliceOfBox(box: RotatedBox, from: number, to: number): RotatedBox {
  const { x, y } = pointInBox(box, (from + to) / 2, 0.5);
  return { ...box, centerX: x, centerY: y, width: box.width * (to - from) };
}

/** The same rectangle, read in a direction that is turned clockwise by a number of quarter turns. */
export function turned(box: RotatedBox, quarterTurns: number): RotatedBox {
  let { axisX, axisY, width, height } = box;
  for (let turn = 0; turn < quarterTurns; turn += 1) {
    [axisX, axisY] = [-axisY, axisX];
    [width, height] = [height, width];
  }
  return { ...box, axisX, axisY, width, height };
}

/** The rectangle with every side moved outwards by `distance` pixels. */
export function grown(box: RotatedBox, distance: number): RotatedBox {
  return { ...box, width: box.width + 2 * distance, height: box.height + 2 * distance };
}

/** The rectangle in an image of another size; the two factors differ by a rounding only, so it stays a rectangle. */
export function scaled(box: RotatedBox, factorX: number, factorY: number): RotatedBox {
  const alongX = box.axisX * factorX;
  const alongY = box.axisY * factorY;
  const along = Math.hypot(alongX, alongY);
  const across = Math.hypot(box.axisY * factorX, box.axisX * factorY);
  return {
    centerX: box.centerX * factorX,
    centerY: box.centerY * factorY,
    axisX: alongX / along,
    axisY: alongY / along,
    width: box.width * along,
    height: box.height * across,
  };
}
