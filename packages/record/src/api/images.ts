// GET /api/images, GET /api/images/{imageId} and GET /api/suggestions: finding photographs and looking at one.

import * as z from 'zod';
import { imageRecordSchema, statusSchema } from '../record.ts';
import type { ApiRoute } from './route.ts';

/** Most items of a page. */
export const MAX_LIMIT = 200;

/** Items of a page unless the query says otherwise. */
export const DEFAULT_LIMIT = 50;

/** Most criteria of a query, excluding ones included. */
export const MAX_CRITERIA = 20;

/** Labels on a card, the surest first. */
export const CARD_LABELS = 5;

/** The kinds of criteria that are words, each a parameter of `GET /api/images`. */
export const SEARCH_KINDS = ['label', 'person', 'text', 'keyword', 'camera', 'place', 'status'] as const;

/**
 * The kinds that have suggestions: the words above, and `month` (`2024-05`), the months that have photographs, which
 * is what a time line needs before it has loaded one.
 */
export const SUGGESTION_KINDS = [...SEARCH_KINDS, 'month'] as const;

/** What a photograph's faces still ask of somebody. */
export const FACE_STATES = ['unnamed', 'unsure'] as const;

/** Names that less similarity than this gave are worth a look. Percent; the threshold below which none is given is 80 or higher. */
export const UNSURE_BELOW = 90;

/** 32 lower-case hex digits. */
export const imageParamsSchema = z.object({
  imageId: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits'),
});

const value = z.string().regex(/\S/, 'expected more than blanks').trim().min(1).max(200);

/** Given several times, all must hold. Case, accents and width of letters make no difference. */
const values = z.array(value).max(MAX_CRITERIA).optional();

/** `2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:20`, `2024-05-01T10:20:30`: the whole of what it names. */
const period = z
  .string()
  .regex(
    /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?)?)?$/,
    'expected a year, month, day or time without a zone, such as 2024-05-01 or 2024-05-01T10:20',
  );

/** As patterns, so that the OpenAPI document says all of it. */
const LATITUDE = String.raw`-?(90(\.0{1,10})?|[0-8]?\d(\.\d{1,10})?)`;
const LONGITUDE = String.raw`-?(180(\.0{1,10})?|(1[0-7]\d|\d{1,2})(\.\d{1,10})?)`;
const KILOMETERS = String.raw`(500(\.0{1,3})?|([1-4]\d{2}|[1-9]\d?)(\.\d{1,3})?|0\.[1-9]\d{0,2})`;

/** `latitude,longitude,kilometres`: `47.37,8.54,5`. Degrees of WGS84; kilometres from 0.1 to 500. */
const near = z
  .string()
  .regex(
    new RegExp(`^${LATITUDE},${LONGITUDE},${KILOMETERS}$`),
    'expected a latitude from -90 to 90, a longitude from -180 to 180 and 0.1 to 500 kilometres, such as 47.37,8.54,5',
  );

/**
 * The query of `GET /api/images`. All criteria must hold; those whose name begins with `-` must not.
 * A photograph is ordered, and bounded by `from` and `to`, by when it was taken by its camera's clock; where nobody knows
 * that, by when it was uploaded, in UTC.
 */
export const imageQuerySchema = z.strictObject({
  /** A label, or one of its parents: `Dog`, `Animal`. */
  label: values,
  /** A `personId`, or the whole name. */
  person: values,
  /** Words of the picture; several in one value must all be there, in any order. */
  text: values,
  /** A keyword of the file's own description (IPTC, XMP), whole. */
  keyword: values,
  /** Maker, model, or both: `Canon`, `EOS R5`, `Canon EOS R5`. */
  camera: values,
  /** Town, region or country by name, or the country's ISO code: `Zürich`, `CH`. */
  place: values,
  /** Has a face that nobody has named, or one whose name is not sure: less similar than `UNSURE_BELOW` percent. */
  faces: z.array(z.enum(FACE_STATES)).max(FACE_STATES.length).optional(),
  /** One of these: unlike the others, a photograph has one status alone. */
  status: z.array(statusSchema).max(statusSchema.options.length).optional(),
  '-label': values,
  '-person': values,
  '-text': values,
  '-keyword': values,
  '-camera': values,
  '-place': values,
  '-status': z.array(statusSchema).max(statusSchema.options.length).optional(),
  /** Not before the beginning of this period. */
  from: period.optional(),
  /** Not after the end of this period: `2024-05` is all of May. */
  to: period.optional(),
  near: near.optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
  /** Items of this page; a page may be shorter and still have a `cursor`. */
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  /** Of the page before, with the same query otherwise. */
  cursor: z.string().min(1).max(500).optional(),
});

/**
 * Where a browser gets a picture: signed, for whoever has it, for at least 15 minutes. It is the same for about as long,
 * so that the browser's cache works.
 */
const pictureUrl = z.url();

export const pictureSchema = z.object({
  url: pictureUrl,
  /** Pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
});

/** What a grid of photographs shows of each. */
export const imageCardSchema = z.object({
  imageId: z.string().min(1),
  status: statusSchema,
  /** The file's name, with its folders where they were uploaded. */
  name: z.string().min(1),
  /** By the camera's clock, without a zone: `2024-05-01T10:20:30.12`. */
  capturedAt: z.string().min(1).optional(),
  /** ISO 8601 in UTC. */
  uploadedAt: z.iso.datetime(),
  /** Pixels of the upright picture: the exact shape of the tile. */
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  /** base64, {@link https://evanw.github.io/thumbhash/} */
  thumbHash: z.string().min(1).optional(),
  /** Ascending by size; none until they have been made. */
  thumbnails: z.array(pictureSchema),
  /** The surest first. */
  labels: z.array(z.string().min(1)).max(CARD_LABELS),
  /** Each once, the most similar first. */
  people: z.array(z.object({ personId: z.string().min(1), name: z.string().min(1) })),
  /** Nearest place and country: `Zürich, CH`. */
  place: z.string().min(1).optional(),
  /** `true` where not everybody should see it. */
  flagged: z.boolean().optional(),
  /** Why it is UNSUPPORTED, FAILED or PARTIAL, in at most 300 characters. */
  reason: z.string().min(1).optional(),
});

/** A page. Without `cursor` it is the last one; with one, even an empty page is not. */
export const imageListSchema = z.object({
  items: z.array(imageCardSchema),
  cursor: z.string().min(1).optional(),
});

/** Where the parts of one photograph can be had, for at least 15 minutes from the answer on. */
export const imageUrlsSchema = z.object({
  /** Until when all of them answer. ISO 8601 in UTC. */
  expiresAt: z.iso.datetime(),
  /** The file as it came, of the very version that the record tells of; saved under its own name. */
  original: pictureUrl,
  preview: pictureSchema.optional(),
  /** Ascending by size. */
  thumbnails: z.array(pictureSchema),
  /** Rekognition's own answers, whole, as JSON, by slot of `analysis`: `labels`, `text`, … */
  answers: z.record(z.string(), z.url()),
});

/**
 * One step of the work and what it cost: US dollars, list prices, an estimate and no bill.
 * `usd` is 0 for what was skipped, `savedUsd` what it would have cost.
 */
export const receiptStepSchema = z.object({
  /** State of the workflow: `DetectLabels`. */
  name: z.string().min(1),
  status: z.enum(['SUCCEEDED', 'FAILED', 'SKIPPED']),
  /** Paid calls of Rekognition. */
  calls: z.int().min(0),
  usd: z.number().min(0),
  savedUsd: z.number().min(0),
  /** From entering to leaving the state; absent where the record does not say. */
  durationMs: z.int().min(0).optional(),
});

/** What one photograph took. There from the end of its execution on. */
export const receiptSchema = z.object({
  /** From upload to the finished record. */
  durationMs: z.int().min(0).optional(),
  steps: z.array(receiptStepSchema),
  /** Everything else: Step Functions, Lambda, S3, DynamoDB, logs. */
  otherUsd: z.number().min(0),
  usd: z.number().min(0),
  savedUsd: z.number().min(0),
});

/** The record, as docs/record.schema.json has it, with what only the API knows. */
export const imageDetailSchema = imageRecordSchema.extend({
  /** As on the card. */
  name: z.string().min(1),
  urls: imageUrlsSchema,
  receipt: receiptSchema.optional(),
});

/** The query of `GET /api/suggestions`. */
export const suggestionQuerySchema = z.strictObject({
  /** Absent: all but `month`. */
  kind: z.enum(SUGGESTION_KINDS).optional(),
  /** What the values begin with, whatever its case and accents; absent: any. */
  prefix: z.string().trim().max(100).optional(),
  /** Of each kind; `month` has room for 50 years. */
  limit: z.coerce.number().int().min(1).max(600).default(10),
});

export const suggestionSchema = z.object({
  kind: z.enum(SUGGESTION_KINDS),
  /** As it goes into the parameter of that name; of `month` into `from` and `to`. */
  value: z.string().min(1),
  /** How to show it, where that is not `value` itself: of a person, the name. */
  title: z.string().min(1).optional(),
  /** Photographs that have it. */
  count: z.int().min(1),
});

/** By kind; within one the most frequent first, months the newest first. */
export const suggestionListSchema = z.object({ items: z.array(suggestionSchema) });

export const listImages = {
  method: 'GET',
  path: '/api/images',
  summary: 'Find photographs',
  query: imageQuerySchema,
  answers: { 200: imageListSchema },
  problems: ['invalid-cursor'],
} as const satisfies ApiRoute;

export const getImage = {
  method: 'GET',
  path: '/api/images/{imageId}',
  summary: 'The record of one photograph, with URLs and what it took',
  params: imageParamsSchema,
  answers: { 200: imageDetailSchema },
  problems: ['not-found'],
} as const satisfies ApiRoute;

export const getSuggestions = {
  method: 'GET',
  path: '/api/suggestions',
  summary: 'What can be searched for, with counts',
  query: suggestionQuerySchema,
  answers: { 200: suggestionListSchema },
  problems: [],
} as const satisfies ApiRoute;

export type FaceState = (typeof FACE_STATES)[number];
export type SearchKind = (typeof SEARCH_KINDS)[number];
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];
/** As a client writes it: what has a default may be left out. */
export type ImageQueryInput = z.input<typeof imageQuerySchema>;
export type ImageQuery = z.output<typeof imageQuerySchema>;
export type Picture = z.infer<typeof pictureSchema>;
export type ImageCard = z.infer<typeof imageCardSchema>;
export type ImageList = z.infer<typeof imageListSchema>;
export type ImageUrls = z.infer<typeof imageUrlsSchema>;
export type Receipt = z.infer<typeof receiptSchema>;
export type ReceiptStep = z.infer<typeof receiptStepSchema>;
export type ImageDetail = z.infer<typeof imageDetailSchema>;
export type SuggestionQueryInput = z.input<typeof suggestionQuerySchema>;
export type SuggestionQuery = z.output<typeof suggestionQuerySchema>;
export type Suggestion = z.infer<typeof suggestionSchema>;
export type SuggestionList = z.infer<typeof suggestionListSchema>;
