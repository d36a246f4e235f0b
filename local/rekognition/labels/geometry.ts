// Boxes, and the frames they are measured in.

/** Edges in some frame; x grows to the right, y downwards. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A rectangle of whole pixels. */
export interface PixelRegion {
  left: number;
  top: number;
  width: number;
  height: number;
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

/** Grows a box by a share of its size on each side, within the picture. */
export function widen(box: Box, share: number): Box {
  const [x, y] = [(box.right - box.left) * share, (box.bottom - box.top) * share];
  return {
    left: clip(box.left - x),
    top: clip(box.top - y),
    right: clip(box.right + x),
    bottom: clip(box.bottom + y),
  };
}

/** The pixels that a box in ratios touches: at least one in each direction. */
export function toPixels(box: Box, { width, height }: { width: number; height: number }): PixelRegion {
  const left = Math.min(width - 1, Math.floor(box.left * width));
  const top = Math.min(height - 1, Math.floor(box.top * height));
  return {
    left,
    top,
    width: Math.max(1, Math.ceil(box.right * width) - left),
    height: Math.max(1, Math.ceil(box.bottom * height) - top),
  };
}

/** Whether the centre of `other` lies in `box`. */
export function holdsCentreOf(box: Box, other: Box): boolean {
  const [x, y] = [(other.left + other.right) / 2, (other.top + other.bottom) / 2];
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

export function area(box: Box): number {
  return Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
}

export function intersectionArea(a: Box, b: Box): number {
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
