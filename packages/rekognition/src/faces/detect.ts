// Finds every face of a photograph, from close-ups to the last row of a large group.

import { area, type Box, heightOf, holdsCentreOf, overlap, overlapOfSmaller, widthOf } from '../box.ts';
import type { Raster } from '../raster.ts';
import type { Candidate, FaceFinder } from './blazeface.ts';
import { eyesOf, type Mesh, type MeshFinder } from './facemesh.ts';
import { boxAround } from './geometry.ts';
import { regionsAt } from './regions.ts';

export interface DetectedFace {
  /** Around the mesh: forehead to chin, without hair and ears. May reach past the picture. */
  box: Box;
  /** 0 to 1. */
  score: number;
  mesh: Mesh;
}

/** The whole, and where small faces show tiles of a half, then of a quarter and an eighth of the long edge. */
const LEVELS = [1, 2, 4, 8];

/** Of 263 faces the least sure has 0.54; a label on a wall, the one false face of two dozen pictures, 0.51. */
const MIN_SCORE = 0.53;

/** Widths of a face as a share of the model's input, which is as large as its region. */
const UNSURE_SHARE = 14 / 256; // narrower, BlazeFace is off by up to half a face: left to the next level
const SMALL_SHARE = 28 / 256; // narrower, there may be still smaller ones beside it: look closer

/** Below this the mesh model says that there is no face: it removes BlazeFace's false ones on animals and objects. */
const MIN_MESH_SCORE = 0.5;

/** A close-up that fills the picture is larger than BlazeFace expects; it finds it in a smaller copy. */
const CLOSE_UP_ZOOM = 0.6;

/** @returns The faces, largest first. */
export async function detectFaces(
  photo: Raster,
  finder: FaceFinder,
  meshes: MeshFinder,
): Promise<DetectedFace[]> {
  const faces = await confirm(photo, await findCandidates(photo, finder), meshes);
  if (faces.length > 0) return faces;

  const [whole] = regionsAt(1, photo) as [Box];
  const closeUps = await finder.find(photo, whole, CLOSE_UP_ZOOM);
  return confirm(
    photo,
    closeUps.filter(({ score }) => score >= MIN_SCORE),
    meshes,
  );
}

async function findCandidates(photo: Raster, finder: FaceFinder): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  let small: Box[] = [];
  for (const [index, level] of LEVELS.entries()) {
    const regions = regionsAt(level, photo).filter((region) => isWorthALook(level, region, small));
    const isLast = index === LEVELS.length - 1;
    small = [];
    for (const region of regions) {
      const edge = Math.max(widthOf(region), heightOf(region));
      for (const candidate of await finder.find(photo, region)) {
        const share = widthOf(candidate.box) / edge;
        const isSure = candidate.score >= MIN_SCORE;
        if (share < SMALL_SHARE && (isSure || level === 1)) small.push(candidate.box);
        if (isSure && (share >= UNSURE_SHARE || isLast)) candidates.push(candidate);
      }
    }
  }
  return candidates;
}

/**
 * Where the whole shows something small, be it too faint to be a face, all halves are looked at: faces beside it may show
 * nothing. On 436 photographs with 265 faces that lost none, and looked at 4.5 regions a photograph instead of 6.3.
 *
 * @param small - What the level before shows.
 */
function isWorthALook(level: number, region: Box, small: readonly Box[]): boolean {
  if (level === 1) return true;
  if (level === 2) return small.length > 0;
  return small.some((box) => holdsCentreOf(region, box));
}

async function confirm(photo: Raster, candidates: Candidate[], meshes: MeshFinder): Promise<DetectedFace[]> {
  const faces: DetectedFace[] = [];
  for (const candidate of withoutTwins(candidates)) {
    const first = await meshes.find(photo, candidate.box, candidate.eyes);
    if (first.score < MIN_MESH_SCORE) continue;
    // Once more around what the first look found: it brings candidates beside a face onto it.
    const mesh = await meshes.find(photo, boxAround(first.points), eyesOf(first));
    if (mesh.score < MIN_MESH_SCORE) continue;
    const box = boxAround(mesh.points);
    if (faces.some((face) => isSameFace(face.box, box, 0.5))) continue;
    faces.push({ box, mesh, score: Math.min(candidate.score, mesh.score) });
  }
  return faces.sort((a, b) => area(b.box) - area(a.box));
}

/** Non-maximum suppression: of the candidates for one face the surest stays. */
function withoutTwins(candidates: Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some(({ box }) => isSameFace(box, candidate.box, 0.35))) kept.push(candidate);
  }
  return kept;
}

/** A box inside another counts a little less than one that equals it: the faces of a crowd overlap. */
function isSameFace(a: Box, b: Box, threshold: number): boolean {
  return Math.max(overlap(a, b), 0.8 * overlapOfSmaller(a, b)) > threshold;
}
