// BlazeFace: where there may be faces in a region of a photograph.
// {@link https://github.com/google/mediapipe/tree/master/mediapipe/modules/face_detection}

import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Box } from '../box.ts';
import { humanModelsFolder, loadGraphModelFile } from '../inference/tfjs.ts';
import type { Raster } from '../raster.ts';
import { crop, letterbox } from './crop.ts';
import { type Point, transformPoint } from './geometry.ts';

export interface Candidate {
  box: Box;
  /** 0 to 1. */
  score: number;
  /** The eye on the left of the picture, and the one on the right. */
  eyes: [Point, Point];
}

export interface FaceFinder {
  find(photo: Raster, region: Box, zoom?: number): Candidate[];
  close(): void;
}

const INPUT_PX = 256;
const GREY = 127.5; // becomes 0, the middle of the model's -1 to 1
const MIN_SCORE = 0.53; // of 263 faces the least sure has 0.54; a label on a wall, the one false face of two dozen pictures, 0.51

/** Two grids of predictions: cells of 16 px with two each, then cells of 32 px with six each. */
const GRIDS = [
  { cellPx: 16, perCell: 2 },
  { cellPx: 32, perCell: 6 },
];

/** A prediction: centre x and y, width, height, then x and y of six points, all relative to its anchor, in px. */
const VALUES = 16;

export async function loadBlazeFace(): Promise<FaceFinder> {
  const model = await loadGraphModelFile(join(humanModelsFolder, 'blazeface.json'));

  /** Per grid: one logit and {@link VALUES} numbers for each anchor. */
  function predict(pixels: Float32Array): { logits: Float32Array; values: Float32Array }[] {
    return tf.tidy(() => {
      const input = tf.tensor4d(pixels, [1, INPUT_PX, INPUT_PX, 3]);
      const outputs = model.execute(tf.sub(tf.div(input, GREY), 1)) as tf.Tensor[];
      return GRIDS.map((grid) => ({
        logits: outputOf(outputs, anchorCount(grid), 1),
        values: outputOf(outputs, anchorCount(grid), VALUES),
      }));
    });
  }

  return {
    find(photo, region, zoom = 1) {
      const toPhoto = letterbox(region, INPUT_PX, zoom);
      const predictions = predict(crop(photo, toPhoto, INPUT_PX, GREY));
      const candidates = predictions.flatMap(({ logits, values }, index) =>
        Array.from(logits, (logit, anchor) => ({ anchor, score: 1 / (1 + Math.exp(-logit)) }))
          .filter(({ score }) => score >= MIN_SCORE)
          .map(({ anchor, score }) => {
            const { x, y } = anchorCentre(GRIDS[index] as Grid, anchor);
            const value = (offset: number) => values[anchor * VALUES + offset] as number;
            const point = (offset: number) =>
              transformPoint(toPhoto, x + value(offset), y + value(offset + 1));
            const halfWidth = value(2) / 2;
            const halfHeight = value(3) / 2;
            const topLeft = transformPoint(toPhoto, x + value(0) - halfWidth, y + value(1) - halfHeight);
            const bottomRight = transformPoint(toPhoto, x + value(0) + halfWidth, y + value(1) + halfHeight);
            const box = { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
            return { box, score, eyes: [point(4), point(6)] } satisfies Candidate;
          }),
      );
      return candidates.filter(({ box }) => !isCutByRegion(box, region, photo));
    },
    close() {
      model.dispose();
    },
  };
}

type Grid = (typeof GRIDS)[number];

const cellsPerEdge = ({ cellPx }: Grid) => INPUT_PX / cellPx;
const anchorCount = (grid: Grid) => cellsPerEdge(grid) ** 2 * grid.perCell;

/** Anchors run through the cells row by row. Pixels of the input. */
function anchorCentre(grid: Grid, anchor: number): Point {
  const cell = Math.floor(anchor / grid.perCell);
  const edge = cellsPerEdge(grid);
  return { x: grid.cellPx * ((cell % edge) + 0.5), y: grid.cellPx * (Math.floor(cell / edge) + 0.5) };
}

function outputOf(outputs: tf.Tensor[], anchors: number, values: number): Float32Array {
  const output = outputs.find(({ shape }) => shape[1] === anchors && shape[2] === values);
  if (!output) throw new Error(`Expected an output of ${anchors}×${values} from BlazeFace`);
  return output.dataSync() as Float32Array;
}

/** A face across the inner border of a tile is whole in the next one. */
function isCutByRegion(box: Box, region: Box, photo: Raster): boolean {
  const margin = 2; // px
  return (
    (region.left > 0 && box.left < region.left + margin) ||
    (region.top > 0 && box.top < region.top + margin) ||
    (region.right < photo.width && box.right > region.right - margin) ||
    (region.bottom < photo.height && box.bottom > region.bottom - margin)
  );
}
