// Every route of the API with what it takes and answers: one table for the functions, the OpenAPI document and the client.

import * as z from 'zod';
import { changeAcceptedSchema, deleteQuerySchema, reprocessRequestSchema } from './changes.ts';
import { configSchema } from './config.ts';
import { executionListSchema, executionQuerySchema, executionSchema } from './executions.ts';
import {
  imageDetailSchema,
  imageListSchema,
  imageQuerySchema,
  suggestionListSchema,
  suggestionQuerySchema,
} from './images.ts';
import {
  mergePeopleRequestSchema,
  nameFaceRequestSchema,
  personChangedSchema,
  personIdSchema,
  personListSchema,
  personQuerySchema,
  renamePersonRequestSchema,
} from './people.ts';
import type { ProblemKind } from './problem.ts';
import { stackStatusSchema } from './status.ts';
import {
  abortRequestSchema,
  completeRequestSchema,
  completeResponseSchema,
  partsRequestSchema,
  partsResponseSchema,
  uploadRequestSchema,
  uploadResponseSchema,
} from './uploads.ts';

export interface ApiRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With OpenAPI's braces, which are API Gateway's too. */
  path: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** JSON. */
  body?: z.ZodType;
  /** By status; null for one without a body. */
  answers: Record<number, z.ZodType | null>;
  /** Beside `invalid-request`, `too-many-requests`, `internal-error` and `unavailable`, which every route may answer. */
  problems: ProblemKind[];
  /** Answers without a token, whatever `Authentication` says. */
  isPublic?: true;
}

/** 32 lower-case hex digits. */
export const imageParamsSchema = z.object({ imageId: z.string().regex(/^[0-9a-f]{32}$/) });

export const executionParamsSchema = z.object({
  name: z.string().regex(/^[0-9a-f]{32}-[0-9a-f]{32}(-r\d{1,9})?$/),
});

export const personParamsSchema = z.object({ personId: personIdSchema });

/** By operation id. */
export const API_ROUTES = {
  getConfig: {
    method: 'GET',
    path: '/api/config',
    summary: 'What a client must know before it signs in',
    answers: { 200: configSchema },
    problems: [],
    isPublic: true,
  },
  createUploads: {
    method: 'POST',
    path: '/api/uploads',
    summary: 'Allow 1 to 100 files to be sent to the storage',
    body: uploadRequestSchema,
    answers: { 201: uploadResponseSchema },
    problems: ['content-too-large', 'unsupported-media-type'],
  },
  createParts: {
    method: 'POST',
    path: '/api/uploads/parts',
    summary: 'New URLs for parts of a multipart upload',
    body: partsRequestSchema,
    answers: { 200: partsResponseSchema },
    problems: ['not-found', 'content-too-large', 'unsupported-media-type'],
  },
  completeUpload: {
    method: 'POST',
    path: '/api/uploads/complete',
    summary: 'Make one object of the parts of a multipart upload',
    body: completeRequestSchema,
    answers: { 200: completeResponseSchema },
    problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
  },
  abortUpload: {
    method: 'POST',
    path: '/api/uploads/abort',
    summary: 'Throw the parts of a multipart upload away',
    body: abortRequestSchema,
    answers: { 204: null },
    problems: ['not-found', 'content-too-large', 'unsupported-media-type'],
  },
  listImages: {
    method: 'GET',
    path: '/api/images',
    summary: 'Find photographs',
    query: imageQuerySchema,
    answers: { 200: imageListSchema },
    problems: ['invalid-cursor'],
  },
  getImage: {
    method: 'GET',
    path: '/api/images/{imageId}',
    summary: 'The record of one photograph, with URLs and what it took',
    params: imageParamsSchema,
    answers: { 200: imageDetailSchema },
    problems: ['not-found'],
  },
  getSuggestions: {
    method: 'GET',
    path: '/api/suggestions',
    summary: 'What can be searched for, with counts',
    query: suggestionQuerySchema,
    answers: { 200: suggestionListSchema },
    problems: [],
  },
  deleteImage: {
    method: 'DELETE',
    path: '/api/images/{imageId}',
    summary: 'Delete a photograph, for ever if so asked',
    params: imageParamsSchema,
    query: deleteQuerySchema,
    answers: { 202: changeAcceptedSchema },
    problems: ['not-found', 'conflict'],
  },
  restoreImage: {
    method: 'POST',
    path: '/api/images/{imageId}/restore',
    summary: 'Bring a deleted photograph back',
    params: imageParamsSchema,
    answers: { 202: changeAcceptedSchema },
    problems: ['not-found', 'conflict'],
  },
  reprocessImage: {
    method: 'POST',
    path: '/api/images/{imageId}/reprocess',
    summary: 'Run the workflow again',
    params: imageParamsSchema,
    body: reprocessRequestSchema,
    answers: { 202: changeAcceptedSchema },
    problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
  },
  getImageExecution: {
    method: 'GET',
    path: '/api/images/{imageId}/execution',
    summary: 'What the workflow did with a photograph, state by state',
    params: imageParamsSchema,
    answers: { 200: executionSchema },
    problems: ['not-found'],
  },
  getExecution: {
    method: 'GET',
    path: '/api/executions/{name}',
    summary: 'One execution, state by state',
    params: executionParamsSchema,
    answers: { 200: executionSchema },
    problems: ['not-found'],
  },
  listExecutions: {
    method: 'GET',
    path: '/api/executions',
    summary: 'Executions, the newest first',
    query: executionQuerySchema,
    answers: { 200: executionListSchema },
    problems: ['invalid-cursor'],
  },
  listPeople: {
    method: 'GET',
    path: '/api/people',
    summary: 'People who have a name',
    query: personQuerySchema,
    answers: { 200: personListSchema },
    problems: ['invalid-cursor'],
  },
  nameFace: {
    method: 'POST',
    path: '/api/people',
    summary: 'Name a face of a photograph',
    body: nameFaceRequestSchema,
    answers: { 201: personChangedSchema },
    problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
  },
  renamePerson: {
    method: 'PATCH',
    path: '/api/people/{personId}',
    summary: 'Rename a person',
    params: personParamsSchema,
    body: renamePersonRequestSchema,
    answers: { 200: personChangedSchema },
    problems: ['not-found', 'content-too-large', 'unsupported-media-type'],
  },
  removePerson: {
    method: 'DELETE',
    path: '/api/people/{personId}',
    summary: 'Forget a person: their faces first, then their name',
    params: personParamsSchema,
    answers: { 204: null },
    problems: ['not-found'],
  },
  mergePeople: {
    method: 'POST',
    path: '/api/people/{personId}/merge',
    summary: 'Make one person of several',
    params: personParamsSchema,
    body: mergePeopleRequestSchema,
    answers: { 200: personChangedSchema },
    problems: ['not-found', 'conflict', 'content-too-large', 'unsupported-media-type'],
  },
  getStatus: {
    method: 'GET',
    path: '/api/status',
    summary: 'Queues, dead letters, photographs by status, cost',
    answers: { 200: stackStatusSchema },
    problems: [],
  },
} as const satisfies Record<string, ApiRoute>;

export type OperationId = keyof typeof API_ROUTES;
