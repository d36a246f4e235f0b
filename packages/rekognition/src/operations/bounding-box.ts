// Boxes in the service's own shape.

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_BoundingBox.html} */
export interface BoundingBox {
  Width: number;
  Height: number;
  Left: number;
  Top: number;
}

/** @param box - Edges as ratios of the picture. */
export function toBoundingBox(box: {
  left: number;
  top: number;
  right: number;
  bottom: number;
}): BoundingBox {
  return { Width: box.right - box.left, Height: box.bottom - box.top, Left: box.left, Top: box.top };
}
