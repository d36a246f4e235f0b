// Iris: where exactly an eye looks from, which the mesh of the face does not tell.
// {@link https://github.com/google/mediapipe/blob/master/docs/solutions/iris.md}

import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { humanModelsFolder, loadGraphModelFile } from '../inference/tfjs.ts';
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
  find(photo: Raster, mesh: Mesh): Pupils;
  close(): void;
}

const INPUT_PX = 64;
const MARGIN = 2.3; // the square the model expects is that many times as long as the eye is wide
const CONTOUR_VALUES = 71 * 3; // points of the lids come first, then the middle of the iris, each x, y, z

export async function loadIris(): Promise<PupilFinder> {
  const model = await loadGraphModelFile(join(humanModelsFolder, 'iris.json'));

  /**
   * @param corners - Of one eye, the left one first.
   * @param isMirrored - The model knows the eye on the left of a picture; the other one is shown to it in a mirror.
   */
  function findOne(photo: Raster, corners: [Point, Point], isMirrored: boolean): Point {
    const [left, right] = corners;
    const side = Math.hypot(right.x - left.x, right.y - left.y) * MARGIN;
    const toPhoto = levelSquare(meanOf(corners), corners, side / INPUT_PX, INPUT_PX);
    const pixels = crop(photo, toPhoto, INPUT_PX, 'nearest');
    const values = tf.tidy(() => {
      const eye = tf.div<tf.Tensor4D>(tf.tensor4d(pixels, [1, INPUT_PX, INPUT_PX, 3]), 255);
      return (model.execute(isMirrored ? tf.reverse(eye, 2) : eye) as tf.Tensor).dataSync();
    });
    const x = values[CONTOUR_VALUES] as number;
    return transformPoint(toPhoto, isMirrored ? INPUT_PX - x : x, values[CONTOUR_VALUES + 1] as number);
  }

  return {
    find: (photo, mesh) => ({
      left: findOne(photo, [meshPoint(mesh, 33), meshPoint(mesh, 133)], false),
      right: findOne(photo, [meshPoint(mesh, 362), meshPoint(mesh, 263)], true),
    }),
    close() {
      model.dispose();
    },
  };
}
