// The service's landmarks, as points of the mesh. "left" and "right" are the picture's, as in the service.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Landmark.html}

import { type Mesh, meshPoint } from './facemesh.ts';
import type { Point } from './geometry.ts';
import type { Pupils } from './iris.ts';

/** The five that every answer holds. */
const DEFAULT_LANDMARKS = {
  eyeLeft: [33, 133],
  eyeRight: [362, 263],
  mouthLeft: [61],
  mouthRight: [291],
  nose: [1],
};

/** Those of `Attributes: ["ALL"]` beside. The pupils have a model of their own. */
const FURTHER_LANDMARKS = {
  leftEyeBrowLeft: [70],
  leftEyeBrowRight: [107],
  leftEyeBrowUp: [105],
  rightEyeBrowLeft: [336],
  rightEyeBrowRight: [300],
  rightEyeBrowUp: [334],
  leftEyeLeft: [33],
  leftEyeRight: [133],
  leftEyeUp: [159],
  leftEyeDown: [145],
  rightEyeLeft: [362],
  rightEyeRight: [263],
  rightEyeUp: [386],
  rightEyeDown: [374],
  noseLeft: [129],
  noseRight: [358],
  mouthUp: [0],
  mouthDown: [17],
  upperJawlineLeft: [127],
  midJawlineLeft: [58],
  chinBottom: [152],
  midJawlineRight: [288],
  upperJawlineRight: [356],
};

type MeshLandmarkType = keyof typeof DEFAULT_LANDMARKS | keyof typeof FURTHER_LANDMARKS;
export type LandmarkType = MeshLandmarkType | 'leftPupil' | 'rightPupil';
export type Landmarks = Record<MeshLandmarkType, Point> & Partial<Record<LandmarkType, Point>>;

export const DEFAULT_LANDMARK_TYPES = Object.keys(DEFAULT_LANDMARKS) as LandmarkType[];

/** In pixels of the raster. */
export function landmarksOf(mesh: Mesh, pupils?: Pupils): Landmarks {
  const entries = Object.entries({ ...DEFAULT_LANDMARKS, ...FURTHER_LANDMARKS });
  const landmarks = Object.fromEntries(
    entries.map(([type, numbers]) => [type, meshPoint(mesh, ...numbers)]),
  ) as Record<MeshLandmarkType, Point>;
  return { ...landmarks, ...(pupils && { leftPupil: pupils.left, rightPupil: pupils.right }) };
}
