// What is read from the points of a mesh: pose, landmarks, openness.

import { describe, expect, it } from '@jest/globals';
import type { Mesh, MeshPoint } from '../../src/faces/facemesh.ts';
import { landmarksOf } from '../../src/faces/landmarks.ts';
import { opennessOf } from '../../src/faces/openness.ts';
import { poseOf } from '../../src/faces/pose.ts';

/** A mesh with some points placed, the others in one spot. */
function meshWith(placed: Record<number, [number, number, number]>): Mesh {
  const points = Array.from({ length: 468 }, (_, index): MeshPoint => {
    const [x, y, z] = placed[index] ?? [50, 50, 0];
    return { x, y, z };
  });
  return { points, score: 1 };
}

const FOREHEAD = 10;
const CHIN = 152;
const CHEEKS = [234, 454] as const;

describe('poseOf', () => {
  const front = { [FOREHEAD]: [50, 0, 0], [CHIN]: [50, 100, 0] } as Record<number, [number, number, number]>;

  it('is level for a face that looks at the camera', () => {
    const pose = poseOf(meshWith({ ...front, [CHEEKS[0]]: [0, 50, 0], [CHEEKS[1]]: [100, 50, 0] }));
    expect(pose.roll).toBeCloseTo(0);
    expect(pose.yaw).toBeCloseTo(0);
  });

  it('rolls positively when the head leans clockwise: the right cheek is lower', () => {
    const pose = poseOf(meshWith({ ...front, [CHEEKS[0]]: [0, 0, 0], [CHEEKS[1]]: [100, 100, 0] }));
    expect(pose.roll).toBeCloseTo(45);
  });

  it('yaws positively when the nose points to the right: the right cheek is further away', () => {
    const pose = poseOf(meshWith({ ...front, [CHEEKS[0]]: [0, 50, 0], [CHEEKS[1]]: [100, 50, 100] }));
    expect(pose.yaw).toBeCloseTo(45);
  });

  it('pitches positively when the face looks up: the forehead is further away', () => {
    const [down, up] = [-40, 40].map(
      (z) =>
        poseOf(meshWith({ [FOREHEAD]: [50, 0, z], [CHIN]: [50, 100, 0], [CHEEKS[1]]: [100, 50, 0] })).pitch,
    );
    expect(up).toBeGreaterThan(10);
    expect(down).toBeLessThan(-10);
  });
});

describe('landmarksOf', () => {
  it('names 28 points of a mesh, an eye as the middle between its corners', () => {
    const landmarks = landmarksOf(meshWith({ 33: [10, 20, 0], 133: [30, 24, 0], 1: [40, 44, 0] }));
    expect(Object.keys(landmarks)).toHaveLength(28);
    expect(landmarks.eyeLeft).toEqual({ x: 20, y: 22 });
    expect(landmarks.nose).toEqual({ x: 40, y: 44 });
  });

  it('adds the pupils where they are known', () => {
    const pupils = { left: { x: 21, y: 23 }, right: { x: 61, y: 23 } };
    const landmarks = landmarksOf(meshWith({}), pupils);
    expect(Object.keys(landmarks)).toHaveLength(30);
    expect([landmarks.leftPupil, landmarks.rightPupil]).toEqual([pupils.left, pupils.right]);
  });
});

describe('opennessOf', () => {
  /** Lids and lips so far apart, in shares of the width of eye and mouth. */
  const faceWith = ({ lids, lips }: { lids: number; lips: number }) =>
    meshWith({
      33: [0, 0, 0],
      133: [100, 0, 0],
      159: [50, 0, 0],
      145: [50, 100 * lids, 0],
      362: [200, 0, 0],
      263: [300, 0, 0],
      386: [250, 0, 0],
      374: [250, 100 * lids, 0],
      61: [0, 200, 0],
      291: [100, 200, 0],
      13: [50, 200, 0],
      14: [50, 200 + 100 * lips, 0],
    });

  it.each([
    [
      { lids: 0.32, lips: 0.02 },
      { eyes: true, mouth: false },
    ],
    [
      { lids: 0.15, lips: 0.02 },
      { eyes: false, mouth: false },
    ],
    [
      { lids: 0.32, lips: 0.3 },
      { eyes: true, mouth: true },
    ],
  ])('reads %j', (distances, expected) => {
    const { eyes, mouth } = opennessOf(faceWith(distances));
    expect({ eyes: eyes > 0.5, mouth: mouth > 0.5 }).toEqual(expected);
  });
});
