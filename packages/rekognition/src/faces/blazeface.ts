// BlazeFace: where there may be faces in a region of a photograph.
// {@link https://github.com/google/mediapipe/tree/master/mediapipe/modules/face_detection}

import { join } from 'node:path';
import type { Box } from '../box.ts';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { crop, letterbox } from './crop.ts';
import { type Point, type Transform, transformPoint } from './geometry.ts';

export interface Candidate {
  box: Box;
  /** 0 to 1. */
  score: number;
  /** The eye on the left of the picture, and the one on the right. */
  eyes: [Point, Point];
}

export interface FaceFinder {
  /** @returns Also what is too faint to be a face, down to {@link FAINT_SCORE}. */
  find(photo: Raster, region: Box, zoom?: number): Promise<Candidate[]>;
  close(): Promise<void>;
}

const INPUT_PX = 256;
const GREY = 127.5; // becomes 0, the middle of the model's -1 to 1

/** What is fainter says nothing: the faintest trace of a face that only a closer look finds was 0.3. */
const FAINT_SCORE = 0.2;

/** Two grids of predictions: cells of 16 px with two each, then cells of 32 px with six each. */
const GRIDS = [
  { cellPx: 16, perCell: 2 },
  { cellPx: 32, perCell: 6 },
];

/** A prediction: centre x and y, width, height, then x and y of six points, all relative to its anchor, in px. */
const VALUES = 16;

export async function loadBlazeFace(modelsFolder: string): Promise<FaceFinder> {
  const session = await loadOnnxSession(join(modelsFolder, 'blazeface.onnx'));
  return {
    async find(photo, region, zoom = 1) {
      const toPhoto = letterbox(region, INPUT_PX, zoom);
      const pixels = crop(photo, toPhoto, INPUT_PX, GREY);
      const outputs = await runOnSquare(
        session,
        pixels.map((value) => value / GREY - 1),
        INPUT_PX,
      );
      const candidates = GRIDS.flatMap((grid) => {
        const logits = floatOutput(outputs, `logits${grid.cellPx}`);
        const values = floatOutput(outputs, `values${grid.cellPx}`);
        return readGrid(grid, { logits, values }, toPhoto);
      });
      return candidates.filter(({ box }) => !isCutByRegion(box, region, photo));
    },
    close: () => session.release(),
  };
}

type Grid = (typeof GRIDS)[number];

interface Prediction {
  /** One for each anchor. */
  logits: Float32Array;
  /** {@link VALUES} for each anchor. */
  values: Float32Array;
}

function readGrid(grid: Grid, { logits, values }: Prediction, toPhoto: Transform): Candidate[] {
  return Array.from(logits).flatMap((logit, anchor) => {
    const score = 1 / (1 + Math.exp(-logit));
    if (score < FAINT_SCORE) return [];
    const [dx = 0, dy = 0, width = 0, height = 0, ...points] = values.slice(
      anchor * VALUES,
      (anchor + 1) * VALUES,
    );
    const { x, y } = anchorCentre(grid, anchor);
    const { x: left, y: top } = transformPoint(toPhoto, x + dx - width / 2, y + dy - height / 2);
    const { x: right, y: bottom } = transformPoint(toPhoto, x + dx + width / 2, y + dy + height / 2);
    const [leftEyeX = 0, leftEyeY = 0, rightEyeX = 0, rightEyeY = 0] = points;
    const leftEye = transformPoint(toPhoto, x + leftEyeX, y + leftEyeY);
    const rightEye = transformPoint(toPhoto, x + rightEyeX, y + rightEyeY);
    return [{ box: { left, top, right, bottom }, score, eyes: [leftEye, rightEye] }];
  });
}

const cellsPerEdge = ({ cellPx }: Grid) => INPUT_PX / cellPx;

/** Anchors run through the cells row by row. Pixels of the input. */
function anchorCentre(grid: Grid, anchor: number): Point {
  const cell = Math.floor(anchor / grid.perCell);
  const edge = cellsPerEdge(grid);
  return { x: grid.cellPx * ((cell % edge) + 0.5), y: grid.cellPx * (Math.floor(cell / edge) + 0.5) };
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
