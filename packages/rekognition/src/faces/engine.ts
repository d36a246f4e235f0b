// The faces engine: where faces are, what they look like, and the vectors by which they are compared.

import { type Box, widthOf } from '../box.ts';
import type { Engine, ImageInput } from '../inference/engine.ts';
import { type Raster, scaledDown } from '../raster.ts';
import { loadBlazeFace } from './blazeface.ts';
import { type DetectedFace, detectFaces } from './detect.ts';
import { type EmotionReader, loadEmotion } from './emotion.ts';
import type { Face } from './face.ts';
import { loadFaceMesh } from './facemesh.ts';
import { type Identifier, loadFaceRes } from './faceres.ts';
import { clip, type Point } from './geometry.ts';
import { loadIris, type PupilFinder, type Pupils } from './iris.ts';
import { type Landmarks, landmarksOf } from './landmarks.ts';
import { opennessOf } from './openness.ts';
import { poseOf } from './pose.ts';
import { qualityOf } from './quality.ts';
import { poorQualityOf, type QualityFilter } from './quality-filter.ts';

export interface FacesInput extends ImageInput {
  /** Whose vector, age and gender to tell: of every face, or of those that are fit. One model, 10 ms a face. */
  identity?: 'all' | 'fit';
  emotions?: boolean;
  pupils?: boolean;
  /** Faces below this bar are unfit. */
  qualityFilter?: QualityFilter;
  /** Of the faces that reach the bar so many, the largest, are fit. */
  maxFaces?: number;
}

/** The service's own bound. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MAX_FACES = 100;

/** Long edge in pixels: a face of 40 px in 1920, the smallest the service promises to find, is 33 px wide here. */
const MAX_EDGE = 1600;

/** @returns The faces of a picture, largest first. */
export async function loadFacesEngine(modelsFolder: string): Promise<Engine<FacesInput, Face[]>> {
  const finder = await loadBlazeFace(modelsFolder);
  const meshes = await loadFaceMesh(modelsFolder);
  let identifier: Identifier | undefined; // 7 MB of weights that finding alone does not need
  let emotionReader: EmotionReader | undefined;
  let pupilFinder: PupilFinder | undefined;

  return {
    async run({ image, identity, emotions, pupils, qualityFilter = 'NONE', maxFaces = MAX_FACES }) {
      const photo = await scaledDown(image, MAX_EDGE);
      if (identity) identifier ??= await loadFaceRes(modelsFolder);
      if (emotions) emotionReader ??= await loadEmotion(modelsFolder);
      if (pupils) pupilFinder ??= await loadIris(modelsFolder);

      let fit = 0;
      const faces: Face[] = [];
      for (const detected of (await detectFaces(photo, finder, meshes)).slice(0, MAX_FACES)) {
        const found = pupils ? await pupilFinder?.find(photo, detected.mesh) : undefined;
        const face = describe(photo, detected, found, qualityFilter);
        if (face.unfitFor.length === 0 && ++fit > maxFaces) face.unfitFor.push('EXCEEDS_MAX_FACES');
        if (identifier && (identity === 'all' || (identity === 'fit' && face.unfitFor.length === 0))) {
          face.identity = await identifier.identify(photo, detected.mesh);
        }
        if (emotions && emotionReader) face.emotions = await emotionReader.read(photo, detected.mesh);
        faces.push(face);
      }
      return faces;
    },
    async close() {
      for (const model of [finder, meshes, identifier, emotionReader, pupilFinder]) await model?.close();
    },
  };
}

function describe(
  photo: Raster,
  { box, mesh, score }: DetectedFace,
  pupils: Pupils | undefined,
  filter: QualityFilter,
): Face {
  const face: Face = {
    box: toRatios(clip(box, photo), photo),
    widthPx: widthOf(box),
    confidence: score * 100,
    landmarks: Object.fromEntries(
      Object.entries(landmarksOf(mesh, pupils)).map(([type, point]) => [type, toRatio(point, photo)]),
    ) as Landmarks,
    pose: poseOf(mesh),
    quality: qualityOf(photo, mesh),
    openness: opennessOf(mesh),
    unfitFor: [],
  };
  face.unfitFor.push(...poorQualityOf(face, filter));
  return face;
}

function toRatio({ x, y }: Point, { width, height }: Raster): Point {
  return { x: x / width, y: y / height };
}

function toRatios({ left, top, right, bottom }: Box, { width, height }: Raster): Box {
  return { left: left / width, top: top / height, right: right / width, bottom: bottom / height };
}
