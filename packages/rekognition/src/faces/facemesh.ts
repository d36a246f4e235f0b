// Face Mesh: 468 points of one face, and whether it is one.
// {@link https://github.com/google/mediapipe/blob/master/docs/solutions/face_mesh.md}

import { join } from 'node:path';
import { type Box, centreOf, heightOf, widthOf } from '../box.ts';
import { floatOutput, loadOnnxSession, runOnSquare } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { crop } from './crop.ts';
import { levelSquare, meanOf, type Point, transformPoint } from './geometry.ts';

/** A point of the mesh; z is depth in pixels of the photograph, smaller is nearer to the camera. */
export interface MeshPoint extends Point {
  z: number;
}

export interface Mesh {
  /** 468 points, numbered as in MediaPipe's canonical face model; "left" and "right" are the picture's. */
  points: MeshPoint[];
  /** That this is a face, 0 to 1. */
  score: number;
}

export interface MeshFinder {
  /** @param eyes - The eye on the left of the picture and the one on the right: they give the turn. */
  find(photo: Raster, box: Box, eyes: [Point, Point]): Promise<Mesh>;
  close(): Promise<void>;
}

const INPUT_PX = 192;
const POINTS = 468;
const MARGIN = 1.5; // the model expects a quarter of the box around it on each side

export async function loadFaceMesh(modelsFolder: string): Promise<MeshFinder> {
  const session = await loadOnnxSession(join(modelsFolder, 'facemesh.onnx'));
  return {
    async find(photo, box, eyes) {
      const side = Math.max(widthOf(box), heightOf(box)) * MARGIN;
      const toPhoto = levelSquare(centreOf(box), eyes, side / INPUT_PX, INPUT_PX);
      const pixels = crop(photo, toPhoto, INPUT_PX, 'nearest');
      const outputs = await runOnSquare(
        session,
        pixels.map((value) => value / 255),
        INPUT_PX,
      );
      const [score = 0] = floatOutput(outputs, 'flag');
      const values = floatOutput(outputs, 'mesh');
      const depthScale = Math.hypot(toPhoto.cos, toPhoto.sin);
      const points = Array.from({ length: POINTS }, (_, index) => {
        const value = (offset: number) => values[3 * index + offset] as number;
        return { ...transformPoint(toPhoto, value(0), value(1)), z: value(2) * depthScale };
      });
      return { score, points };
    },
    close: () => session.release(),
  };
}

/** The mean of some points of a mesh, by their numbers. */
export function meshPoint({ points }: Mesh, ...numbers: number[]): Point {
  return meanOf(numbers.map((number) => points[number] as MeshPoint));
}

/** The middle between the corners of each eye: the one on the left of the picture, the one on the right. */
export function eyesOf(mesh: Mesh): [Point, Point] {
  return [meshPoint(mesh, 33, 133), meshPoint(mesh, 362, 263)];
}
