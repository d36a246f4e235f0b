// The card of a photograph as the search table keeps it in every entry, so that a page of results is one query.

import type { ImageRecord } from '@image-workflow/record';
import { CARD_LABELS, type ImageCard } from '@image-workflow/record/api/images';
import { toImageName } from '../upload-key.ts';
import type { Position } from './geo-cells.ts';

/** Longest name and longest reason on a card: an entry should stay below 1 KB, one write unit. */
const MAX_NAME_LENGTH = 300; // characters
const MAX_REASON_LENGTH = 300;

/** Most people on a card. */
const MAX_PEOPLE = 20;

/** An `ImageCard` whose thumbnails have keys instead of URLs, with the position, which only searches use. */
export interface StoredCard extends Omit<ImageCard, 'thumbnails'> {
  /** `[key, width, height]`, pixels, ascending. */
  thumbnails: [key: string, width: number, height: number][];
  position?: Position;
}

export function toCard({ imageId, status, source, metadata, analysis, ...record }: ImageRecord): StoredCard {
  const { labels, people, moderation, thumbnails } = analysis ?? {};
  const pictures = thumbnails?.status === 'SUCCEEDED' ? thumbnails : undefined;
  const reason = record.reason ?? record.error?.message ?? toFailedFeature(analysis);
  const { latitude, longitude, place } = metadata?.location ?? {};
  return {
    imageId,
    status,
    name: toImageName(source.key).slice(0, MAX_NAME_LENGTH),
    ...(metadata?.capturedAt && { capturedAt: metadata.capturedAt.local }),
    uploadedAt: source.uploadedAt,
    ...(metadata && { width: metadata.width, height: metadata.height }),
    ...(pictures && { thumbHash: pictures.thumbHash }),
    thumbnails: (pictures?.items ?? [])
      .toSorted((one, other) => one.width - other.width)
      .map(({ key, width, height }) => [key, width, height]),
    labels:
      labels?.status === 'SUCCEEDED'
        ? labels.items
            .toSorted((one, other) => other.confidence - one.confidence)
            .slice(0, CARD_LABELS)
            .map(({ name }) => name)
        : [],
    people: toPeople(people),
    ...(moderation?.status === 'SUCCEEDED' && moderation.flagged && { flagged: true }),
    ...(place && { place: `${place.name}, ${place.countryCode}` }),
    ...(reason && { reason: reason.slice(0, MAX_REASON_LENGTH) }),
    ...(latitude !== undefined && longitude !== undefined && { position: { latitude, longitude } }),
  };
}

function toPeople(people: NonNullable<ImageRecord['analysis']>['people'] | undefined): StoredCard['people'] {
  if (people?.status !== 'SUCCEEDED') return [];
  const names = new Map(people.items.map(({ personId, name }) => [personId, name]));
  return [...names].slice(0, MAX_PEOPLE).map(([personId, name]) => ({ personId, name }));
}

/** Of a PARTIAL record: the first feature that failed, with why. */
function toFailedFeature(analysis: ImageRecord['analysis']): string | undefined {
  for (const [feature, slot] of Object.entries(analysis ?? {})) {
    if (slot.status === 'FAILED') return `${feature}: ${slot.error.message || slot.error.name}`;
  }
  return undefined;
}
