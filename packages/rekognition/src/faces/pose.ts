// Which way a face looks, from the depth of its mesh.

import type { Mesh, MeshPoint } from './facemesh.ts';

/**
 * Degrees, with the signs of the service (read from the responses its documentation prints with landmarks):
 * roll is positive when the head leans clockwise in the picture, yaw when the nose points to the right of the
 * picture, pitch when the face looks up.
 */
export interface Pose {
  roll: number;
  yaw: number;
  pitch: number;
}

const FOREHEAD = 10;
const CHIN = 152;
const CHEEK_LEFT = 234; // of the picture
const CHEEK_RIGHT = 454;

/**
 * On a face that looks straight ahead the chin lies behind the forehead by about this angle. Chosen so that faces
 * whose nose stands as high between eyes and mouth as in the documented responses get the pitch printed there.
 */
const LEVEL_PITCH_DEGREES = 5;

const toDegrees = (radians: number) => (radians * 180) / Math.PI;

export function poseOf({ points }: Mesh): Pose {
  const across = direction(points[CHEEK_LEFT] as MeshPoint, points[CHEEK_RIGHT] as MeshPoint);
  const down = direction(points[FOREHEAD] as MeshPoint, points[CHIN] as MeshPoint);
  return {
    roll: toDegrees(Math.atan2(across.y, across.x)),
    yaw: toDegrees(Math.asin(across.z)),
    pitch: toDegrees(Math.asin(-down.z)) + LEVEL_PITCH_DEGREES,
  };
}

/** Of length 1. */
function direction(from: MeshPoint, to: MeshPoint): MeshPoint {
  const x = to.x - from.x;
  const y = to.y - from.y;
  const z = to.z - from.z;
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}
