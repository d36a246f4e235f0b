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

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Label.html} */
export const labelSchema = z.object({
  name: z.string().min(1),
  confidence,
  parents: z.array(z.string()),
  categories: z.array(z.string()),
  instances: z.array(z.object({ boundingBox: boundingBoxSchema, confidence })),
});

/** `raw` is the key of Rekognition's own response in the results bucket. */
export const labelsSlotSchema = slot({
  modelVersion: z.string().optional(),
  items: z.array(labelSchema),
  raw: z.string().min(1),
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

/** One slot for each branch of AnalyzeImage; a further feature is one more line here. */
export const analysisSchema = z.object({
  labels: labelsSlotSchema,
  thumbnails: thumbnailsSlotSchema,
});

/** The upright sRGB JPEG that Rekognition reads, that a browser shows, and that every box is relative to. */
export const previewSchema = z.object({
  key: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
  sizeBytes: z.int().positive(),
});

export const statusSchema = z.enum(['PROCESSING', 'SUCCEEDED', 'PARTIAL', 'UNSUPPORTED', 'FAILED']);

export const imageRecordSchema = z.object({
  imageId: z.string().min(1),
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  status: statusSchema,
  source: imageObjectSchema.omit({ imageId: true }),
  execution: z.object({
    arn: z.string().min(1),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional(),
  }),
  metadata: imageMetadataSchema.optional(),
  preview: previewSchema.optional(),
  analysis: analysisSchema.optional(),
  /** Why the file is UNSUPPORTED: what was expected and what was found. */
  reason: z.string().min(1).optional(),
  /** What was wrong with a file that could be used all the same. */
  warnings: z.array(z.string().min(1)).optional(),
  error: recordErrorSchema.optional(),
});

export type BoundingBox = z.infer<typeof boundingBoxSchema>;
export type RecordError = z.infer<typeof recordErrorSchema>;
export type LabelsSlot = z.infer<typeof labelsSlotSchema>;
export type ThumbnailsSlot = z.infer<typeof thumbnailsSlotSchema>;
export type Thumbnail = z.infer<typeof thumbnailSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
export type Preview = z.infer<typeof previewSchema>;
export type ImageStatus = z.infer<typeof statusSchema>;
export type ImageRecord = z.infer<typeof imageRecordSchema>;
