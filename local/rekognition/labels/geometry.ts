// Boxes, and the frames they are measured in.

/** Edges in some frame; x grows to the right, y downwards. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How a picture lies inside a square canvas: scaled to fit, centred. */
export interface Letterbox {
  /** Size of the picture on the canvas, in pixels. */
  width: number;
  height: number;
  /** Offset of its left top corner, in pixels. */
  left: number;
  top: number;
}

/** Fits `width` × `height` into a square of `edge` pixels. */
export function letterbox(width: number, height: number, edge: number): Letterbox {
  const scale = edge / Math.max(width, height);
  const fitted = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  return {
    ...fitted,
    left: Math.floor((edge - fitted.width) / 2),
    top: Math.floor((edge - fitted.height) / 2),
  };
}

/** From pixels of the canvas to ratios of the picture, clipped to it. */
export function toRatios(box: Box, frame: Letterbox): Box {
  return {
    left: clip((box.left - frame.left) / frame.width),
    top: clip((box.top - frame.top) / frame.height),
    right: clip((box.right - frame.left) / frame.width),
    bottom: clip((box.bottom - frame.top) / frame.height),
  };
}

function clip(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}

export function area(box: Box): number {
  return Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
}

function intersectionArea(a: Box, b: Box): number {
  return area({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
}

/** Intersection over union, 0 (apart) to 1 (the same). */
export function overlap(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}
