// How far eyes and mouth are open, from the distances of their lids and lips in the mesh.

import type { Mesh, MeshPoint } from './facemesh.ts';

/** Shares of 1: how sure it is that they are open. */
export interface Openness {
  eyes: number;
  mouth: number;
}

/** Height over width at which it is even, and how fast it becomes sure: set by eye on 50 photographs. */
const EYES = { evenRatio: 0.2, slope: 50 }; // shut: 0.15 to 0.20, open: 0.21 to 0.6
const MOUTH = { evenRatio: 0.12, slope: 40 }; // shut: 0 to 0.08, laughing: 0.16 to 0.3, wide open: above

export function opennessOf({ points }: Mesh): Openness {
  const ratio = (top: number, bottom: number, left: number, right: number) =>
    distance(points[top] as MeshPoint, points[bottom] as MeshPoint) /
    distance(points[left] as MeshPoint, points[right] as MeshPoint);
  const eyes = (ratio(159, 145, 33, 133) + ratio(386, 374, 362, 263)) / 2;
  return { eyes: toShare(eyes, EYES), mouth: toShare(ratio(13, 14, 61, 291), MOUTH) };
}

function toShare(ratio: number, { evenRatio, slope }: typeof EYES): number {
  return 1 / (1 + Math.exp(-slope * (ratio - evenRatio)));
}

function distance(a: MeshPoint, b: MeshPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
