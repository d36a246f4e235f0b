// What the states of ProcessImage hand to one another. The ASL's `$.extraction.Payload` is an Extraction, and so on.

import {
  celebritiesSlotSchema,
  contentHashSchema,
  customLabelsSlotSchema,
  facesSlotSchema,
  labelsSlotSchema,
  moderationSlotSchema,
  peopleSlotSchema,
  previewSchema,
  textSlotSchema,
  thumbnailsSlotSchema,
} from '@image-workflow/record';
import { featureSchema } from '@image-workflow/record/features';
import { imageObjectSchema } from '@image-workflow/record/image-object';
import { imageMetadataSchema } from '@image-workflow/record/metadata';
import * as z from 'zod';
import { chosenPictureSchema } from './chosen-picture.ts';
import { parse } from './parse.ts';

/** A file that is no usable image is an answer, not an error: it will be no image the next time either. */
const unsupportedSchema = z.object({ supported: z.literal(false), reason: z.string().min(1) });

const warnings = z.array(z.string().min(1));

/** The answer of ExtractMetadata: `picture` is what to decode, `features` what to look for in this photograph. */
export const extractionSchema = z.discriminatedUnion('supported', [
  z.object({
    supported: z.literal(true),
    metadata: imageMetadataSchema,
    picture: chosenPictureSchema.optional(), // not sent by definitions up to 0.1.0
    features: z.array(featureSchema),
    warnings,
    /** Of the whole file, as its upload stated it. */
    sha256: contentHashSchema.optional(),
  }),
  unsupportedSchema,
]);

/** The input of NormalizeImage. */
export const normalizationInputSchema = z.object({
  image: imageObjectSchema,
  metadata: imageMetadataSchema,
  picture: chosenPictureSchema.optional(), // not sent by definitions up to 0.1.0
});

/** The preview as it travels between states: with what is known of the picture on it. */
const knownPreviewSchema = previewSchema.extend({
  contentHash: contentHashSchema.optional(), // not sent by functions up to 0.1.0
  /** Keys of Rekognition's answers about the same picture in another photograph, by slot of the record. */
  answers: z.record(z.string(), z.string().min(1)).optional(),
});

/**
 * The answer of NormalizeImage. `corrections` and `warnings` tell what only a full decode shows: a picture of another size
 * than the file's header says, a file that breaks off half-way.
 */
export const normalizationSchema = z.discriminatedUnion('supported', [
  z.object({
    supported: z.literal(true),
    preview: knownPreviewSchema,
    /** Of the whole file, where it was read. */
    sha256: contentHashSchema.optional(),
    corrections: imageMetadataSchema.pick({ width: true, height: true, hasAlpha: true }).optional(),
    warnings,
  }),
  unsupportedSchema,
]);

/** The input of every branch of AnalyzeImage. The preview lies in the results bucket. */
export const analysisInputSchema = z.object({
  image: imageObjectSchema,
  preview: knownPreviewSchema,
  features: z.array(featureSchema),
});

/** @throws {InvalidEventError} When `event` is no input of a branch. */
export function parseAnalysisInput(event: unknown): AnalysisInput {
  return parse(analysisInputSchema, 'an image object, its preview and the features', event);
}

/** What Step Functions writes where a Catch says `ResultPath`: `Cause` is JSON where a function threw, else plain text. */
export const errorOutputSchema = z.object({ Error: z.string().min(1), Cause: z.string().optional() });

/** A branch that failed for good, before StoreRecord has read its Cause. */
const failedBranchSchema = z.object({ status: z.literal('FAILED'), error: errorOutputSchema });

/** The state data of ProcessImage, as far as an execution came. */
export const workflowStateSchema = z.object({
  image: imageObjectSchema,
  extraction: z.object({ Payload: extractionSchema }).optional(),
  normalization: z.object({ Payload: normalizationSchema }).optional(),
  analysis: z
    .object({
      labels: labelsSlotSchema.or(failedBranchSchema),
      text: textSlotSchema.or(failedBranchSchema),
      faces: facesSlotSchema.or(failedBranchSchema),
      people: peopleSlotSchema.or(failedBranchSchema),
      celebrities: celebritiesSlotSchema.or(failedBranchSchema),
      moderation: moderationSlotSchema.or(failedBranchSchema),
      customLabels: customLabelsSlotSchema.or(failedBranchSchema),
      thumbnails: thumbnailsSlotSchema.or(failedBranchSchema),
    })
    .optional(),
  error: errorOutputSchema.optional(),
});

/** The input of StoreRecord and RecordFailure: the whole state, and which execution it is (`$$.Execution`). */
export const recordInputSchema = z.object({
  execution: z.object({ arn: z.string().min(1), startedAt: z.iso.datetime() }),
  state: workflowStateSchema,
});

export type Extraction = z.infer<typeof extractionSchema>;
export type Normalization = z.infer<typeof normalizationSchema>;
export type AnalysisInput = z.infer<typeof analysisInputSchema>;
export type ErrorOutput = z.infer<typeof errorOutputSchema>;
export type FailedBranch = z.infer<typeof failedBranchSchema>;
export type WorkflowState = z.infer<typeof workflowStateSchema>;
export type RecordInput = z.infer<typeof recordInputSchema>;
