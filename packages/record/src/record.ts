// The combined record: one JSON shape for the table, the results bucket and every reader. Absent means unknown.

import * as z from 'zod';
import { imageObjectSchema } from './image-object.ts';
import { imageMetadataSchema } from './metadata.ts';

export const RECORD_SCHEMA_VERSION = 1;

/** Ratios 0 to 1 of the preview, clipped to it. */
export const boundingBoxSchema = z.object({
  left: z.number().min(0).max(1),
  top: z.number().min(0).max(1),
  width: z.number().min(0).max(1),
  height: z.number().min(0).max(1),
});

/** Percent, 0 to 100. */
const confidence = z.number().min(0).max(100);

/** What went wrong, in words; `state` is the workflow state that failed. */
export const recordErrorSchema = z.object({
  name: z.string().min(1),
  message: z.string(),
  state: z.string().min(1).optional(),
});

/** The answer of a feature that is switched off or has nothing to look at, and of one that failed for good. */
const skippedSchema = z.object({ status: z.literal('SKIPPED'), reason: z.string().optional() });
const failedSchema = z.object({ status: z.literal('FAILED'), error: recordErrorSchema });

/**
 * One feature's place in the record: what it found, or why it found nothing.
 *
 * @param found - The fields of a success beside `status`.
 */
function slot<Shape extends z.ZodRawShape>(found: Shape) {
  return z.discriminatedUnion('status', [
    z.object({ status: z.literal('SUCCEEDED'), ...found }),
    skippedSchema,
    failedSchema,
  ]);
}

/** Rekognition's own answer, whole: its key in the results bucket. */
const raw = z.string().min(1);

/** There where the answer is that about the same picture in another photograph: no call was paid. */
const reused = z.literal(true).optional();

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Label.html} */
export const labelSchema = z.object({
  name: z.string().min(1),
  confidence,
  parents: z.array(z.string()),
  categories: z.array(z.string()),
  instances: z.array(z.object({ boundingBox: boundingBoxSchema, confidence })),
});

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabelsImageProperties.html} */
export const imagePropertiesSchema = z.object({
  /** The most frequent first. Colour names are CSS's and one of twelve plain ones; `pixelPercent` is 0 to 100. */
  dominantColors: z.array(
    z.object({
      hexCode: z.string(),
      cssColor: z.string(),
      simplifiedColor: z.string(),
      pixelPercent: z.number().min(0).max(100),
    }),
  ),
  /** 0 to 100. */
  quality: z.object({ brightness: z.number(), sharpness: z.number(), contrast: z.number() }),
});

export const labelsSlotSchema = slot({
  modelVersion: z.string().optional(),
  items: z.array(labelSchema),
  /** There where the feature `imageProperties` is on. */
  imageProperties: imagePropertiesSchema.optional(),
  raw,
  reused,
});

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_TextDetection.html} */
export const textSlotSchema = slot({
  modelVersion: z.string().optional(),
  items: z.array(
    z.object({
      text: z.string().min(1),
      type: z.enum(['LINE', 'WORD']),
      confidence,
      boundingBox: boundingBoxSchema,
    }),
  ),
  raw,
  reused,
});

const answer = <Value extends z.ZodType>(value: Value) => z.object({ value, confidence }).optional();

/**
 * {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_FaceDetail.html}
 * `personId`, `name` and `similarity` (percent) are there where the face is known, and are added by RecognizePeople.
 */
export const faceSchema = z.object({
  boundingBox: boundingBoxSchema,
  confidence,
  ageRange: z.object({ low: z.int().min(0), high: z.int().min(0) }).optional(),
  gender: answer(z.enum(['Male', 'Female'])),
  smile: answer(z.boolean()),
  /** The surest first. */
  emotions: z.array(z.object({ type: z.string().min(1), confidence })).optional(),
  /** Degrees, -180 to 180. */
  pose: z.object({ roll: z.number(), yaw: z.number(), pitch: z.number() }).optional(),
  /** 0 to 100. */
  quality: z.object({ brightness: z.number(), sharpness: z.number() }).optional(),
  personId: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  similarity: confidence.optional(),
});

export const facesSlotSchema = slot({ items: z.array(faceSchema), raw, reused });

/** One item for each known person in the picture, the most similar first; `similarity` is percent. */
export const peopleSlotSchema = slot({
  items: z.array(
    z.object({
      personId: z.string().min(1),
      name: z.string().min(1),
      similarity: confidence,
      boundingBox: boundingBoxSchema,
    }),
  ),
  /** How many faces were searched: a crowd has more than are. */
  searchedFaces: z.int().min(0),
  /** How many more were to be searched, but the account had no calls left for them. The record is PARTIAL then. */
  unsearchedFaces: z.int().positive().optional(),
  raw: raw.optional(),
});

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Celebrity.html} */
export const celebritiesSlotSchema = slot({
  items: z.array(
    z.object({
      name: z.string().min(1),
      id: z.string().min(1),
      confidence,
      urls: z.array(z.string()),
      boundingBox: boundingBoxSchema.optional(),
    }),
  ),
  unrecognizedFaces: z.int().min(0),
  raw,
  reused,
});

/** {@link https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html} `flagged` by the stack's threshold. */
export const moderationSlotSchema = slot({
  modelVersion: z.string().optional(),
  flagged: z.boolean(),
  items: z.array(
    z.object({
      name: z.string().min(1),
      confidence,
      parent: z.string().min(1).optional(),
      taxonomyLevel: z.int().min(1).optional(),
    }),
  ),
  contentTypes: z.array(z.object({ name: z.string().min(1), confidence })).optional(),
  raw,
  reused,
});

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_CustomLabel.html} */
export const customLabelsSlotSchema = slot({
  projectVersionArn: z.string().min(1),
  items: z.array(
    z.object({ name: z.string().min(1), confidence, boundingBox: boundingBoxSchema.optional() }),
  ),
  raw,
  reused,
});

export const thumbnailSchema = z.object({
  key: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
  format: z.literal('webp'),
  sizeBytes: z.int().positive(),
});

/** `thumbHash` is base64. {@link https://evanw.github.io/thumbhash/} */
export const thumbnailsSlotSchema = slot({
  items: z.array(thumbnailSchema).min(1),
  thumbHash: z.string().min(1),
});

/** What the branches of AnalyzeImage found; a further feature is one more line here. */
export const analysisSchema = z.object({
  labels: labelsSlotSchema,
  text: textSlotSchema,
  faces: facesSlotSchema,
  people: peopleSlotSchema,
  celebrities: celebritiesSlotSchema,
  moderation: moderationSlotSchema,
  customLabels: customLabelsSlotSchema,
  thumbnails: thumbnailsSlotSchema,
});

/** The upright sRGB JPEG that Rekognition reads, that a browser shows, and that every box is relative to. */
export const previewSchema = z.object({
  key: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
  sizeBytes: z.int().positive(),
});

export const contentHashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');

export const statusSchema = z.enum(['PROCESSING', 'SUCCEEDED', 'PARTIAL', 'UNSUPPORTED', 'FAILED']);

export const imageRecordSchema = z.object({
  imageId: z.string().min(1),
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  status: statusSchema,
  source: imageObjectSchema.omit({ imageId: true }).extend({
    /**
     * SHA-256 of the original in hex: of its bytes where all are read, of a RAW file what its upload stated and S3 held. Absent
     * while PROCESSING, and where neither is known.
     */
    sha256: contentHashSchema.optional(),
  }),
  execution: z.object({
    arn: z.string().min(1),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional(),
  }),
  metadata: imageMetadataSchema.optional(),
  preview: previewSchema.optional(),
  /** SHA-256 of the preview in hex: photographs that show the same, pixel for pixel, share it. Zeros while PROCESSING. */
  contentHash: contentHashSchema.optional(),
  analysis: analysisSchema.optional(),
  /** Why the file is UNSUPPORTED: what was expected and what was found. */
  reason: z.string().min(1).optional(),
  /** What was wrong with a file that could be used all the same. */
  warnings: z.array(z.string().min(1)).optional(),
  error: recordErrorSchema.optional(),
});

export type BoundingBox = z.infer<typeof boundingBoxSchema>;
export type RecordError = z.infer<typeof recordErrorSchema>;
export type ImageProperties = z.infer<typeof imagePropertiesSchema>;
export type LabelsSlot = z.infer<typeof labelsSlotSchema>;
export type TextSlot = z.infer<typeof textSlotSchema>;
export type Face = z.infer<typeof faceSchema>;
export type FacesSlot = z.infer<typeof facesSlotSchema>;
export type PeopleSlot = z.infer<typeof peopleSlotSchema>;
export type CelebritiesSlot = z.infer<typeof celebritiesSlotSchema>;
export type ModerationSlot = z.infer<typeof moderationSlotSchema>;
export type CustomLabelsSlot = z.infer<typeof customLabelsSlotSchema>;
export type ThumbnailsSlot = z.infer<typeof thumbnailsSlotSchema>;
export type Thumbnail = z.infer<typeof thumbnailSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
export type Preview = z.infer<typeof previewSchema>;
export type ImageStatus = z.infer<typeof statusSchema>;
export type ImageRecord = z.infer<typeof imageRecordSchema>;
