// RecognizeCelebrities: there is no model of famous faces here. Known are the faces that the user has indexed into one
// collection (--celebrities), by their ExternalImageId: "Ada_Lovelace" is Ada Lovelace. All others are unrecognized.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_RecognizeCelebrities.html}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_FACE_MATCH_THRESHOLD, searchFaces } from '../collections/search.ts';
import type { StoredFace } from '../collections/stored-face.ts';
import type { Face } from '../faces/face.ts';
import { toComparedFace, toEmotions, toSmile } from '../faces/face-detail.ts';
import { imageSchema } from '../image-source.ts';
import { defineOperation } from './operation.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MAX_CELEBRITIES = 64;

export const recognizeCelebrities = defineOperation({
  request: z.object({ Image: imageSchema }),

  async answer({ Image }, { celebrityCollection, collections, inference, readImage }) {
    const collection = await collections.find(celebrityCollection);
    const known = [...(collection?.faces.values() ?? [])];
    const faces = await inference.run('faces', {
      bytes: await readImage(Image),
      emotions: true,
      maxFaces: MAX_CELEBRITIES,
      ...(known.length > 0 && { identity: 'fit' }),
    });
    const recognized = faces
      .slice(0, MAX_CELEBRITIES)
      .map((face) => ({ face, match: findMatch(known, face) }));
    return {
      CelebrityFaces: recognized.flatMap(({ face, match }) =>
        match ? [{ ...toCelebrity(match.face), Face: toFace(face), MatchConfidence: match.similarity }] : [],
      ),
      UnrecognizedFaces: recognized.flatMap(({ face, match }) => (match ? [] : [toFace(face)])),
    };
  },
});

function findMatch(known: StoredFace[], { identity }: Face) {
  if (!identity) return undefined;
  const [match] = searchFaces(known, identity.embedding, {
    threshold: DEFAULT_FACE_MATCH_THRESHOLD,
    maxFaces: 1,
  });
  return match;
}

function toCelebrity({ externalImageId, faceId }: StoredFace) {
  const name = (externalImageId ?? faceId).replaceAll('_', ' ');
  return { Name: name, Id: createHash('sha256').update(name).digest('hex').slice(0, 7), Urls: [] };
}

function toFace(face: Face) {
  const { emotions } = face;
  return {
    ...toComparedFace(face),
    ...(emotions && { Emotions: toEmotions(emotions), Smile: toSmile(emotions) }),
  };
}
