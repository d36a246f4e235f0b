// Brings every face into the same place of a square: what the models for identity, age and emotion compare best.

import type { Raster } from '../raster.ts';
import { crop } from './crop.ts';
import { eyesOf, type Mesh, meshPoint } from './facemesh.ts';
import { fitTransform, type Point } from './geometry.ts';

/**
 * Eyes, tip of the nose and corners of the mouth in a square of 112 px.
 * {@link https://github.com/deepinsight/insightface/blob/master/python-package/insightface/utils/face_align.py}
 */
const TEMPLATE: readonly Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];
const TEMPLATE_PX = 112;

/** @returns Three planes of `sizePx` × `sizePx`, red, green and blue, 0 to 255. */
export function alignedCrop(photo: Raster, mesh: Mesh, sizePx: number): Float32Array {
  const scale = sizePx / TEMPLATE_PX;
  const template = TEMPLATE.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
  const found = [...eyesOf(mesh), meshPoint(mesh, 1), meshPoint(mesh, 61), meshPoint(mesh, 291)];
  return crop(photo, fitTransform(template, found), sizePx, 'nearest');
}
