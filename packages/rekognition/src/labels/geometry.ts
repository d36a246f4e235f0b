// The frames that boxes are measured in.

import type { Box } from '../box.ts';

/** A rectangle of whole pixels. */
export interface PixelRegion {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How a picture lies inside the canvas that a network looks at: scaled to fit, centred. */
export interface Frame {
  /** Size of the picture on the canvas, in pixels. */
  width: number;
  height: number;
  /** Offset of its left top corner, in pixels. */
  left: number;
  top: number;
  /** Size of the canvas, in pixels. */
  canvasWidth: number;
  canvasHeight: number;
}

/** Scales `width` × `height` to a long edge of `edge` pixels, on the smallest canvas of whole multiples around it. */
export function frameFor(width: number, height: number, edge: number, multiple: number): Frame {
  const scale = edge / Math.max(width, height);
  const fitted = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const canvasWidth = Math.ceil(fitted.width / multiple) * multiple;
  const canvasHeight = Math.ceil(fitted.height / multiple) * multiple;
  return {
    ...fitted,
    left: Math.floor((canvasWidth - fitted.width) / 2),
    top: Math.floor((canvasHeight - fitted.height) / 2),
    canvasWidth,
    canvasHeight,
  };
}

/** From pixels of the canvas to ratios of the picture, clipped to it. */
export function toRatios(box: Box, frame: Frame): Box {
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
