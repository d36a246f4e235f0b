// A face as the engine answers it, for tests of what is made of it.

import type { Face } from '../../src/faces/face.ts';
import { landmarksOf } from '../../src/faces/landmarks.ts';

const points = Array.from({ length: 468 }, () => ({ x: 0.4, y: 0.5, z: 0 }));

export function fakeFace(known: Partial<Face> = {}): Face {
  return {
    box: { left: 0.1, top: 0.1, right: 0.3, bottom: 0.4 },
    widthPx: 150,
    confidence: 91,
    landmarks: landmarksOf({ points, score: 1 }, { left: { x: 0.4, y: 0.5 }, right: { x: 0.4, y: 0.5 } }),
    pose: { roll: 1, yaw: 2, pitch: 3 },
    quality: { brightness: 40, sharpness: 60 },
    openness: { eyes: 0.95, mouth: 0.2 },
    unfitFor: [],
    identity: { embedding: unitVector(0), ageYears: 40, maleScore: 0.1 },
    emotions: { ANGRY: 0, DISGUSTED: 0, FEAR: 0, HAPPY: 0.7, SAD: 0.05, SURPRISED: 0, CALM: 0.25 },
    ...known,
  };
}

/** A vector of length 1 along one of 1024 directions: alike to itself, unlike all others. */
export function unitVector(direction: number): Float32Array {
  const vector = new Float32Array(1024);
  vector[direction] = 1;
  return vector;
}
