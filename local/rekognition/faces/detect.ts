// Finds every face of a photograph, from close-ups to the last row of a group.

import type { Raster } from '../raster.ts';
import type { Candidate, FaceFinder } from './blazeface.ts';
import type { Mesh, MeshFinder } from './facemesh.ts';
import { areaOf, type Box, boxAround, intersectionOverSmaller, intersectionOverUnion } from './geometry.ts';
import { regionsAt } from './regions.ts';

export interface DetectedFace {
  /** Around the mesh, so without hair and ears. May reach past the picture. */
  box: Box;
  /** 0 to 1. */
  score: number;
  mesh: Mesh;
}

/** Below this the mesh model says that there is no face: it removes BlazeFace's false ones on animals and objects. */
const MIN_MESH_SCORE = 0.5;

/** A close-up that fills the picture is larger than BlazeFace expects; it finds it in a smaller copy. */
const CLOSE_UP_ZOOM = 0.6;

/** @returns The faces, largest first. */
export function detectFaces(photo: Raster, finder: FaceFinder, meshes: MeshFinder): DetectedFace[] {
  const candidates = [1, 2].flatMap((level) =>
    regionsAt(level, photo).flatMap((region) => finder.find(photo, region)),
  );
  const faces = confirm(photo, candidates, meshes);
  if (faces.length > 0) return faces;

  const [whole] = regionsAt(1, photo) as [Box];
  return confirm(photo, finder.find(photo, whole, CLOSE_UP_ZOOM), meshes);
}

function confirm(photo: Raster, candidates: Candidate[], meshes: MeshFinder): DetectedFace[] {
  const faces: DetectedFace[] = [];
  for (const candidate of withoutTwins(candidates)) {
    const mesh = meshes.find(photo, candidate.box, candidate.eyes);
    if (mesh.score < MIN_MESH_SCORE) continue;
    const box = boxAround(mesh.points);
    if (faces.some((face) => isSameFace(face.box, box, 0.5))) continue;
    faces.push({ box, mesh, score: Math.min(candidate.score, mesh.score) });
  }
  return faces.sort((a, b) => areaOf(b.box) - areaOf(a.box));
}

/** Non-maximum suppression: of candidates for one face the surest stays. */
function withoutTwins(candidates: Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some(({ box }) => isSameFace(box, candidate.box, 0.35))) kept.push(candidate);
  }
  return kept;
}

/** A box inside another counts a little less than one that equals it: faces of a crowd overlap. */
function isSameFace(a: Box, b: Box, threshold: number): boolean {
  return Math.max(intersectionOverUnion(a, b), 0.8 * intersectionOverSmaller(a, b)) > threshold;
}
