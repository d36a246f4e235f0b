// The five classes of the model in the words of the service's taxonomy. It knows nudity alone: violence, drugs,
// weapons, gambling and hate symbols have no model here and are never returned.
// {@link https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html}

import type { NsfwShares } from './nsfw-model.ts';

/** Names the model behind the answers: they compare with no others. */
export const MODERATION_MODEL_VERSION = 'nsfw-inception-v3-1.0';

/** @param minConfidence - Percent. @returns Likeliest first, a parent before its children. */
export function toModerationLabels({ Porn, Hentai, Sexy }: NsfwShares, minConfidence: number) {
  const explicit = 100 * (Porn + Hentai);
  return [
    { Name: 'Explicit', ParentName: '', Confidence: explicit, TaxonomyLevel: 1 },
    { Name: 'Explicit Nudity', ParentName: 'Explicit', Confidence: explicit, TaxonomyLevel: 2 },
    { Name: 'Swimwear or Underwear', ParentName: '', Confidence: 100 * Sexy, TaxonomyLevel: 1 },
  ]
    .filter(({ Confidence }) => Confidence >= minConfidence)
    .sort((a, b) => b.Confidence - a.Confidence || a.TaxonomyLevel - b.TaxonomyLevel);
}

/** Drawn or painted pictures. @param minConfidence - Percent. */
export function toContentTypes({ Drawing, Hentai }: NsfwShares, minConfidence: number) {
  const illustrated = 100 * (Drawing + Hentai);
  return illustrated >= minConfidence ? [{ Name: 'Illustrated', Confidence: illustrated }] : [];
}
