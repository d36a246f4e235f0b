// Asks the collection whose face a cut shows.

import {
  InvalidParameterException,
  type RekognitionClient,
  ResourceNotFoundException,
  SearchFacesByImageCommand,
  type SearchFacesByImageCommandOutput,
} from '@aws-sdk/client-rekognition';

export interface FaceSearch {
  rekognition: RekognitionClient;
  collectionId: string;
  /** Percent. */
  faceMatchThreshold: number;
}

/**
 * Faces that may match best: one without an entry in the People table hides nobody, nor do those by which other owners know the
 * same person.
 */
const MAX_MATCHES = 100;

/**
 * @param jpeg - The cut of one face.
 * @returns Rekognition's answer; `no face` where it sees none in the cut, `no collection` where nobody was ever enrolled.
 */
export async function searchFace(
  { rekognition, collectionId, faceMatchThreshold }: FaceSearch,
  jpeg: Uint8Array,
): Promise<SearchFacesByImageCommandOutput | 'no face' | 'no collection'> {
  try {
    return await rekognition.send(
      new SearchFacesByImageCommand({
        CollectionId: collectionId,
        Image: { Bytes: jpeg },
        FaceMatchThreshold: faceMatchThreshold,
        MaxFaces: MAX_MATCHES,
      }),
    );
  } catch (error) {
    if (error instanceof InvalidParameterException) return 'no face'; // so the service says it
    if (error instanceof ResourceNotFoundException) return 'no collection';
    throw error;
  }
}
