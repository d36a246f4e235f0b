// POST /api/uploads and the multipart way: how a photograph gets in without passing through the API.

import * as z from 'zod';
import { featureSchema } from '../features.ts';
import type { ApiRoute } from './route.ts';

/** Most files of one request. */
export const MAX_FILES = 100;

/** Longest name, folders included. */
export const MAX_FILE_NAME_LENGTH = 300; // characters; in UTF-8 with the owner below S3's 1,024 bytes

/** From here on a file is sent in parts unless the client asks otherwise. Bytes. */
export const MULTIPART_FROM_BYTES = 100 * 1024 * 1024;

/** Every part but the last has this size. Bytes; S3 takes no less than 5 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;

/** How long the storage takes what an answer allows. Seconds; more part URLs can be had at any time. */
export const UPLOAD_SECONDS = 15 * 60;

/** Most parts of one file: 8 GB, more than a stack can be told to take, and a body that completes them has room for all. */
const MAX_PARTS = 1_000;

/** One file that is to be sent. */
export const uploadFileSchema = z.strictObject({
  /** The file's name, or its path below the folder that was chosen, with `/`: it is shown, and it ends the key. */
  name: z
    .string()
    .min(1)
    .max(MAX_FILE_NAME_LENGTH)
    .regex(/^[^\p{Cc}]+$/u, 'expected no control characters')
    .refine((name) => !name.split('/').some((part) => part === '' || part === '.' || part === '..'), {
      message: 'expected a name, or folders and a name with one / between them',
    }),
  /** The storage takes exactly so many. At most `limits.objectBytes` of `GET /api/config`. */
  sizeBytes: z.int().min(1),
  /** MIME type, which S3 keeps with the object. The workflow looks at the bytes, not at this. */
  type: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'expected a MIME type such as image/jpeg')
    .optional(),
  /** SHA-256 of the bytes, 64 lower-case hex digits. A duplicate is found by it, and of a form S3 takes no other bytes. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')
    .optional(),
  /** `true` for a slow line, whatever the size; always so from `limits.multipartFromBytes` on. */
  multipart: z.boolean().optional(),
});

export const uploadRequestSchema = z.strictObject({
  files: z.array(uploadFileSchema).min(1).max(MAX_FILES),
  /** What is looked for in these files; absent: what the stack has switched on. Only what it has on is looked for. */
  features: z.array(featureSchema).optional(),
});

const imageId = z.string().regex(/^[0-9a-f]{32}$/);

const uploadFields = {
  /** As in the request. */
  name: z.string(),
  /** Known before a byte has been sent: `GET /api/images/{imageId}` is 404 until the object has arrived. */
  imageId,
  key: z.string().min(1),
  /** When the storage stops taking it. ISO 8601 in UTC. */
  expiresAt: z.iso.datetime(),
  /**
   * A photograph that has the same `sha256`, there before: of the same owner, or of anybody where the stack has no isolation.
   * Sending it again is allowed.
   */
  duplicateOf: imageId.optional(),
};

/**
 * A form that the storage takes: `POST url` as `multipart/form-data` with every one of `fields`, then `file` as the
 * last field. It answers 204, or 4xx with XML.
 */
export const formUploadSchema = z.object({
  way: z.literal('form'),
  ...uploadFields,
  url: z.url(),
  fields: z.record(z.string(), z.string()),
});

/** `PUT url` with the bytes of the part and nothing else; the answer's header `ETag` goes into `complete`. */
export const uploadPartSchema = z.object({
  partNumber: z.int().min(1).max(MAX_PARTS),
  /** Exactly: the storage takes no other size. */
  sizeBytes: z.int().min(1),
  url: z.url(),
});

/** A file in parts: send each, in any order and as often as it takes, then `POST /api/uploads/complete`. */
export const multipartUploadSchema = z.object({
  way: z.literal('multipart'),
  ...uploadFields,
  uploadId: z.string().min(1),
  partBytes: z.int().positive(),
  parts: z.array(uploadPartSchema).min(1),
});

export const uploadSchema = z.discriminatedUnion('way', [formUploadSchema, multipartUploadSchema]);

/** One for each file, in the order of the request. */
export const uploadResponseSchema = z.object({ uploads: z.array(uploadSchema) });

/** Names one multipart upload, as its answer did. */
const multipartFields = {
  key: z.string().min(1).max(1_024),
  uploadId: z.string().min(1).max(1_024),
};

/** `POST /api/uploads/parts`: new URLs for parts whose own have expired. */
export const partsRequestSchema = z.strictObject({
  ...multipartFields,
  /** Of the whole file, as stated before. */
  sizeBytes: z.int().min(1),
  partNumbers: z.array(z.int().min(1).max(MAX_PARTS)).min(1).max(1_000),
});

export const partsResponseSchema = z.object({
  parts: z.array(uploadPartSchema),
  expiresAt: z.iso.datetime(),
});

/** `POST /api/uploads/complete`: the parts become one object, and the workflow starts. 409 where the key exists. */
export const completeRequestSchema = z.strictObject({
  ...multipartFields,
  parts: z
    .array(
      z.object({
        partNumber: z.int().min(1).max(MAX_PARTS),
        /** As the storage answered, with or without its quotes. */
        eTag: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .max(MAX_PARTS),
});

export const completeResponseSchema = z.object({ imageId, key: z.string().min(1) });

/** `POST /api/uploads/abort`: what was sent is thrown away. Answers 204, also the second time. */
export const abortRequestSchema = z.strictObject(multipartFields);

export const createUploads = {
  method: 'POST',
  path: '/api/uploads',
  summary: 'Allow 1 to 100 files to be sent to the storage',
  body: uploadRequestSchema,
  answers: { 201: uploadResponseSchema },
  problems: ['content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export const createParts = {
  method: 'POST',
  path: '/api/uploads/parts',
  summary: 'New URLs for parts of a multipart upload',
  body: partsRequestSchema,
  answers: { 200: partsResponseSchema },
  problems: ['not-found', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export const completeUpload = {
  method: 'POST',
  path: '/api/uploads/complete',
  summary: 'Make one object of the parts of a multipart upload',
  body: completeRequestSchema,
  answers: { 200: completeResponseSchema },
  problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export const abortUpload = {
  method: 'POST',
  path: '/api/uploads/abort',
  summary: 'Throw the parts of a multipart upload away',
  body: abortRequestSchema,
  answers: { 204: null },
  problems: ['not-found', 'content-too-large', 'unsupported-media-type'],
} as const satisfies ApiRoute;

export type UploadFile = z.infer<typeof uploadFileSchema>;
export type UploadRequest = z.infer<typeof uploadRequestSchema>;
export type FormUpload = z.infer<typeof formUploadSchema>;
export type UploadPart = z.infer<typeof uploadPartSchema>;
export type MultipartUpload = z.infer<typeof multipartUploadSchema>;
export type Upload = z.infer<typeof uploadSchema>;
export type UploadResponse = z.infer<typeof uploadResponseSchema>;
export type PartsRequest = z.infer<typeof partsRequestSchema>;
export type PartsResponse = z.infer<typeof partsResponseSchema>;
export type CompleteRequest = z.infer<typeof completeRequestSchema>;
export type CompleteResponse = z.infer<typeof completeResponseSchema>;
export type AbortRequest = z.infer<typeof abortRequestSchema>;
