// The celebrities that the record holds: at most the 64 that Rekognition answers.

import type { Celebrity, RecognizeCelebritiesCommandOutput } from '@aws-sdk/client-rekognition';
import type { CelebritiesSlot } from '@image-workflow/record';
import { boundItems } from '../shared/bound-items.ts';
import { toBoundingBox, toConfidence } from '../shared/rekognition-image.ts';

const MAX_URLS = 5; // of one person: a home page, an encyclopedia, …

type Summary = Pick<Extract<CelebritiesSlot, { status: 'SUCCEEDED' }>, 'items' | 'unrecognizedFaces'>;

/** Surest first. */
export function summarizeCelebrities({
  CelebrityFaces = [],
  UnrecognizedFaces = [],
}: Pick<RecognizeCelebritiesCommandOutput, 'CelebrityFaces' | 'UnrecognizedFaces'>): Summary {
  return {
    items: boundItems(
      'celebrities',
      CelebrityFaces.flatMap(toItem).sort((one, other) => other.confidence - one.confidence),
    ),
    unrecognizedFaces: UnrecognizedFaces.length,
  };
}

function toItem({ Name, Id, MatchConfidence = 0, Urls = [], Face }: Celebrity): Summary['items'] {
  if (!Name || !Id) return [];
  const boundingBox = Face?.BoundingBox && toBoundingBox(Face.BoundingBox);
  return [
    {
      name: Name,
      id: Id,
      confidence: toConfidence(MatchConfidence),
      urls: Urls.slice(0, MAX_URLS),
      ...(boundingBox && { boundingBox }),
    },
  ];
}
