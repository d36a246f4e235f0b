// What a photograph says of itself: size, time, place, camera and description, as the record holds it.

import * as z from 'zod';

/** Longest text that enters a record. Longer ones are cut, with a warning. */
export const MAX_TEXT_LENGTH = 2_000; // characters; a caption of 300 words fits, the 400 KB item limit stays far away

/** Longest name of a camera, a lens, a program or a colour space that enters a record. Longer ones are cut likewise. */
export const MAX_NAME_LENGTH = 200; // characters

/** Most keywords, and most paths of keywords, that enter a record. More are cut, with a warning. */
export const MAX_KEYWORDS = 100;

/** Longest all keywords together, and all their paths. What does not fit is cut, with a warning. */
export const MAX_KEYWORDS_LENGTH = 5_000; // characters; at most 15 KB in any script

const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const name = z.string().min(1).max(MAX_NAME_LENGTH);
const positive = z.number().positive();

/**
 * When the photograph was taken.
 *
 * - `local` is the camera's wall time, `2024-05-01T10:20:30.12`, without a zone, with the sub-seconds the file has. Where the
 *   file knows less, it is the start of that: `2024-05-01T10:20`, `2024-05-01`, `2024-05` or `2024`. It sorts as text.
 * - `precision` says how much is known; absent where that is the second.
 * - `offset` is `+02:00`; absent where the file does not say, or knows no time of day.
 * - `utc` is present only where `offset` is, or where the satellites gave the time.
 * - `offsetSource` says where the offset came from.
 */
export const captureTimeSchema = z.object({
  local: z.string().regex(/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?)?)?$/),
  precision: z.enum(['year', 'month', 'day', 'minute']).optional(),
  offset: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/)
    .optional(),
  utc: z.string().optional(),
  offsetSource: z.enum(['exif', 'xmp', 'iptc', 'png', 'gps', 'none']),
});

/**
 * The populated place that a photograph was taken in, or the nearest one, at most 50 km away. From GeoNames (CC BY 4.0).
 *
 * - `name` is the place's own, in Latin script; `region` (canton, state, prefecture, …) and `country` are English.
 * - `countryCode` is ISO 3166-1 alpha-2, `XK` for Kosovo.
 * - `distanceKm` is that to the middle of the place.
 */
export const placeSchema = z.object({
  name,
  region: name.optional(),
  countryCode: z.string().regex(/^[A-Z]{2}$/),
  country: name,
  distanceKm: z.number().min(0),
});

/** WGS84 decimal degrees, south and west negative; metres above (negative: below) sea level; degrees from north. */
export const locationSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  altitudeMeters: z.number().optional(),
  directionDegrees: z.number().min(0).max(360).optional(),
  place: placeSchema.optional(),
});

/** EXIF's camera and exposure tags. A value the file does not hold, or holds as junk, is absent. */
export const cameraSchema = z.object({
  make: name.optional(),
  model: name.optional(),
  lens: name.optional(),
  exposureTimeSeconds: positive.optional(),
  fNumber: positive.optional(),
  iso: positive.optional(),
  focalLengthMm: positive.optional(),
  focalLengthIn35mmFormat: positive.optional(),
  flashFired: z.boolean().optional(),
  software: name.optional(),
});

/**
 * XMP, IPTC and EXIF descriptions, joined by the Metadata Working Group's precedence.
 *
 * - `keywords` are those of every kind of metadata, each once; of one in a hierarchy its last level.
 * - `keywordPaths` are the keywords of a hierarchy with all levels: `Nature|Animals|Cat`.
 * - `rating` is 0 to 5 stars, -1 rejected.
 */
export const descriptionSchema = z.object({
  title: text.optional(),
  caption: text.optional(),
  creator: text.optional(),
  copyright: text.optional(),
  keywords: z.array(text).max(MAX_KEYWORDS).optional(),
  keywordPaths: z.array(text).max(MAX_KEYWORDS).optional(),
  rating: z.number().min(-1).max(5).optional(),
});

/**
 * - `width` and `height` are pixels of the upright picture; of a RAW file those of the sensor's picture.
 * - `orientation` is the file's own EXIF value, 1 to 8.
 * - `bitDepth` is bits of one channel.
 * - `colorSpace` is what the file names (`sRGB`, `Adobe RGB`, `Display P3`), `colorProfile` the name of the ICC
 *   profile that it holds.
 * - `pages` counts the pages, frames or pictures of a file that can have many.
 */
export const imageMetadataSchema = z.object({
  format: z.string().min(1),
  mimeType: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
  orientation: z.int().min(1).max(8).optional(),
  bitDepth: z.int().positive().optional(),
  colorModel: z.enum(['Gray', 'RGB', 'CMYK', 'Lab']).optional(),
  colorSpace: name.optional(),
  colorProfile: name.optional(),
  hasAlpha: z.boolean().optional(),
  pages: z.int().positive().optional(),
  capturedAt: captureTimeSchema.optional(),
  location: locationSchema.optional(),
  camera: cameraSchema.optional(),
  description: descriptionSchema.optional(),
});

export type CaptureTime = z.infer<typeof captureTimeSchema>;
export type Location = z.infer<typeof locationSchema>;
export type Place = z.infer<typeof placeSchema>;
export type Camera = z.infer<typeof cameraSchema>;
export type Description = z.infer<typeof descriptionSchema>;
export type ImageMetadata = z.infer<typeof imageMetadataSchema>;
