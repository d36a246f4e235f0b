// Iris: where exactly an eye looks from, which the mesh of the face does not tell.
// {@link https://github.com/google/mediapipe/blob/master/docs/solutions/iris.md}

import { join } from 'node:path';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { crop } from './crop.ts';
import { type Mesh, meshPoint } from './facemesh.ts';
import { levelSquare, meanOf, type Point, transformPoint } from './geometry.ts';

/** Of the eye on the left of the picture, and of the one on the right. */
export interface Pupils {
  left: Point;
  right: Point;
}

export interface PupilFinder {
  find(photo: Raster, mesh: Mesh): Promise<Pupils>;
  close(): Promise<void>;
}

const INPUT_PX = 64;
const MARGIN = 2.3; // the square the model expects is that many times as long as the eye is wide
const CONTOUR_VALUES = 71 * 3; // points of the lids come first, then the middle of the iris, each x, y, z

export async function loadIris(modelsFolder: string): Promise<PupilFinder> {
  const session = await loadOnnxSession(join(modelsFolder, 'iris.onnx'));

  /**
   * @param corners - Of one eye, the left one first.
   * @param isMirrored - The model knows the eye on the left of a picture; the other one is shown to it in a mirror.
   */
  async function findOne(photo: Raster, corners: [Point, Point], isMirrored: boolean): Promise<Point> {
    const [left, right] = corners;
    const side = Math.hypot(right.x - left.x, right.y - left.y) * MARGIN;
    const toPhoto = levelSquare(meanOf(corners), corners, side / INPUT_PX, INPUT_PX);
    const pixels = crop(photo, toPhoto, INPUT_PX, 'nearest').map((value) => value / 255);
    const input = isMirrored ? mirrored(pixels) : pixels;
    const values = floatOutput(await runOnSquare(session, input, INPUT_PX), 'points');
    const x = values[CONTOUR_VALUES] as number;
    return transformPoint(toPhoto, isMirrored ? INPUT_PX - x : x, values[CONTOUR_VALUES + 1] as number);
  }

  return {
    find: async (photo, mesh) => ({
      left: await findOne(photo, [meshPoint(mesh, 33), meshPoint(mesh, 133)], false),
      right: await findOne(photo, [meshPoint(mesh, 362), meshPoint(mesh, 263)], true),
    }),
    close: () => session.release(),
  };
}

/** Every row of every plane from right to left. */
function mirrored(planes: Float32Array): Float32Array {
  const result = new Float32Array(planes);
  for (let start = 0; start < result.length; start += INPUT_PX)
    result.subarray(start, start + INPUT_PX).reverse();
  return result;
}
