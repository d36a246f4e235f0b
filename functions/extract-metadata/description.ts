// Title, caption, creator, copyright, keywords and rating, from whichever of EXIF, IPTC and XMP holds them.

import { type Description, MAX_KEYWORDS, MAX_KEYWORDS_LENGTH } from '@image-workflow/record/metadata';
import { describeMachineText } from './machine-text.ts';
import { DESCRIPTION_SOURCES, type DescriptionSources, KEYWORD_PATH_SOURCES } from './sources.ts';
import type { Tags } from './tags.ts';

/**
 * @param warnings - Gets what stands where a person's words would, and is none.
 * @returns undefined where the file describes itself in no way.
 */
export function toDescription(tags: Tags, warnings: string[]): Description | undefined {
  const { title, caption, creator, copyright, keywords, rating } = DESCRIPTION_SOURCES;
  const paths = toPaths(tags);
  const leaves = paths.map((levels) => levels.at(-1) ?? '');
  const description = {
    title: firstWords(tags, title, warnings),
    caption: firstWords(tags, caption, warnings),
    creator: firstList(tags, creator).join('; ') || undefined,
    copyright: firstList(tags, copyright)[0],
    keywords: bound([...allKeywords(tags, keywords), ...leaves], 'keywords', warnings),
    keywordPaths: bound(
      paths.filter(({ length }) => length > 1).map((levels) => levels.join('|')),
      'paths of keywords',
      warnings,
    ),
    rating: toRating(tags, rating, warnings),
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

/** The first text that a person may have written. */
function firstWords(tags: Tags, sources: DescriptionSources, warnings: string[]): string | undefined {
  const [make = '', model = ''] = [tags.text('IFD0:Make'), tags.text('IFD0:Model')];
  const names = [make, model, `${make} ${model}`, tags.text('IFD0:Software') ?? ''];
  for (const name of inOrder(tags, sources)) {
    const text = tags.text(name);
    if (text === undefined) continue;
    const machineText = describeMachineText(text, names);
    if (machineText === undefined) return text;
    warnings.push(`${name} ${machineText}`);
  }
  return undefined;
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

/** IPTC cuts a keyword at this many bytes. */
const MAX_IPTC_KEYWORD_BYTES = 64;

/** A caption can be only one, and so has an order; keywords of all sources hold, but for those that IPTC has cut. */
function allKeywords(tags: Tags, sources: DescriptionSources): string[] {
  const all = inOrder(tags, sources).map((name) => tags.texts(name));
  const keywords = all.flat();
  return keywords.filter((keyword) => {
    const isFull = Buffer.byteLength(keyword) >= MAX_IPTC_KEYWORD_BYTES - 3; // a character of four bytes may not fit
    return !isFull || !keywords.some((other) => other.length > keyword.length && other.startsWith(keyword));
  });
}

/** What programs keep in the keywords' tree for themselves. */
const PROGRAM_BRANCH = /^(darktable|_digikam_.*)$/i;

/** Keywords of every hierarchy, as their levels from the root. */
function toPaths(tags: Tags): string[][] {
  const paths = KEYWORD_PATH_SOURCES.flatMap(({ tag, separator }) =>
    tags.texts(tag).map((path) => path.split(separator).flatMap((level) => level.trim() || [])),
  );
  return paths.filter(([root]) => root !== undefined && !PROGRAM_BRANCH.test(root));
}

/** Each once, as many as a record has room for. */
function bound(values: readonly string[], name: string, warnings: string[]): string[] | undefined {
  const unique = [...new Map(values.map((value) => [value.normalize('NFC'), value])).values()];
  let length = 0;
  const kept = unique.slice(0, MAX_KEYWORDS).filter((value) => {
    length += value.length;
    return length <= MAX_KEYWORDS_LENGTH;
  });
  if (kept.length < unique.length) {
    warnings.push(`Of ${unique.length} ${name} the first ${kept.length} are kept`);
  }
  return kept.length > 0 ? kept : undefined;
}

/** The least percents of 1 to 5 stars, as Windows reads them: it writes 1, 25, 50, 75 and 99. */
const STAR_PERCENTS: readonly number[] = [1, 13, 38, 63, 88];

/** 0 to 5 stars, or -1 for rejected; Windows rates in percent. */
function toRating(tags: Tags, sources: DescriptionSources, warnings: string[]): number | undefined {
  for (const name of inOrder(tags, sources)) {
    const written = tags.number(name);
    if (written === undefined) continue;
    const isPercent = name.endsWith('RatingPercent');
    const rating = isPercent ? STAR_PERCENTS.filter((least) => written >= least).length : written;
    const [lowest, highest] = isPercent ? [0, 100] : [-1, 5];
    if (written >= lowest && written <= highest) return rating;
    warnings.push(`${name} ${written} is no rating of ${lowest} to ${highest}`);
  }
  return undefined;
}
