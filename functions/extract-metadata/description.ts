// Title, caption, creator, copyright, keywords and rating, from whichever of EXIF, IPTC and XMP holds them.

import { type Description, MAX_KEYWORDS, MAX_KEYWORDS_LENGTH } from '@image-workflow/record/metadata';
import { DESCRIPTION_SOURCES, type DescriptionSources } from './sources.ts';
import type { Tags } from './tags.ts';

/** @returns undefined where the file describes itself in no way. */
export function toDescription(tags: Tags, warnings: string[]): Description | undefined {
  const { title, caption, creator, copyright, keywords, rating } = DESCRIPTION_SOURCES;
  const description = {
    title: firstList(tags, title)[0],
    caption: firstList(tags, caption)[0],
    creator: firstList(tags, creator).join('; ') || undefined,
    copyright: firstList(tags, copyright)[0],
    keywords: toKeywords(firstList(tags, keywords), warnings),
    rating: toRating(tags, rating),
  };
  const known = Object.entries(description).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** The values of the best source that has any. */
function firstList(tags: Tags, sources: DescriptionSources): string[] {
  for (const name of inOrder(tags, sources)) {
    const values = tags.texts(name);
    if (values.length > 0) return values;
  }
  return [];
}

/**
 * The order of the Metadata Working Group: EXIF before XMP before IPTC, but IPTC before XMP where a program that
 * knows no XMP has changed it: its digest, stored when the two were last in step, does not match any more.
 */
function inOrder(tags: Tags, { exif, xmp, iptc, others }: DescriptionSources): string[] {
  const stored = tags.text('Photoshop:IPTCDigest');
  const isIptcNewer = stored !== undefined && stored !== tags.text('File:CurrentIPTCDigest');
  return isIptcNewer ? [...exif, ...iptc, ...xmp, ...others] : [...exif, ...xmp, ...iptc, ...others];
}

/** Each once, as many as a record has room for. */
function toKeywords(keywords: string[], warnings: string[]): string[] | undefined {
  const unique = [...new Set(keywords)];
  let length = 0;
  const kept = unique.slice(0, MAX_KEYWORDS).filter((keyword) => {
    length += keyword.length;
    return length <= MAX_KEYWORDS_LENGTH;
  });
  if (kept.length < unique.length) {
    warnings.push(`Of ${unique.length} keywords the first ${kept.length} are kept`);
  }
  return kept.length > 0 ? kept : undefined;
}

/** 0 to 5, or -1 for rejected; programs that rate in percent are not understood by others either. */
function toRating(tags: Tags, sources: DescriptionSources): number | undefined {
  return inOrder(tags, sources)
    .map((name) => tags.number(name))
    .find((rating) => rating !== undefined && rating >= -1 && rating <= 5);
}
