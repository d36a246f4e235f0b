// What the record says of a picture that not everybody should see.

import type {
  ContentType,
  DetectModerationLabelsCommandOutput,
  ModerationLabel,
} from '@aws-sdk/client-rekognition';
import type { ModerationSlot } from '@image-workflow/record';
import { boundItems } from '../shared/bound-items.ts';
import { toConfidence } from '../shared/rekognition-image.ts';

type Summary = Omit<Extract<ModerationSlot, { status: 'SUCCEEDED' }>, 'status' | 'raw'>;

/**
 * Rekognition's labels, surest first, a parent before its children.
 *
 * @param threshold - Percent: one label at least as sure flags the picture.
 */
export function summarizeModeration(
  {
    ModerationLabels = [],
    ModerationModelVersion,
    ContentTypes = [],
  }: Pick<
    DetectModerationLabelsCommandOutput,
    'ModerationLabels' | 'ModerationModelVersion' | 'ContentTypes'
  >,
  threshold: number,
): Summary {
  const contentTypes = ContentTypes.flatMap(toContentType);
  return {
    ...(ModerationModelVersion && { modelVersion: ModerationModelVersion }),
    flagged: ModerationLabels.some(({ Confidence = 0 }) => Confidence >= threshold),
    items: boundItems(
      'moderation',
      ModerationLabels.flatMap(toItem).sort(
        (one, other) =>
          other.confidence - one.confidence || (one.taxonomyLevel ?? 0) - (other.taxonomyLevel ?? 0),
      ),
    ),
    ...(contentTypes.length > 0 && { contentTypes }),
  };
}

function toItem({ Name, Confidence = 0, ParentName, TaxonomyLevel }: ModerationLabel): Summary['items'] {
  if (!Name) return [];
  return [
    {
      name: Name,
      confidence: toConfidence(Confidence),
      ...(ParentName && { parent: ParentName }), // "" at the top of the taxonomy
      ...(TaxonomyLevel && { taxonomyLevel: TaxonomyLevel }),
    },
  ];
}

function toContentType({ Name, Confidence = 0 }: ContentType) {
  return Name ? [{ name: Name, confidence: toConfidence(Confidence) }] : [];
}
