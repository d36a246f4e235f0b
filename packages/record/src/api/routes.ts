// Every route of the API: one table for the OpenAPI document, the client and the tests. A function takes its own rows from
// the room of each, so that its bundle holds no other's schemas.

import { deleteImage, reprocessImage, restoreImage } from './changes.ts';
import { getConfig } from './config.ts';
import { listDeadLetters, redriveDeadLetters } from './dead-letters.ts';
import { getExecution, getImageExecution, listExecutions } from './executions.ts';
import { getImage, getSuggestions, listImages } from './images.ts';
import { listPeople, mergePeople, nameFace, removePerson, renamePerson } from './people.ts';
import type { ApiRoute } from './route.ts';
import { getStatus } from './status.ts';
import { listTrash } from './trash.ts';
import { abortUpload, completeUpload, createParts, createUploads } from './uploads.ts';

/** By operation id. */
export const API_ROUTES = {
  getConfig,
  createUploads,
  createParts,
  completeUpload,
  abortUpload,
  listImages,
  getImage,
  getSuggestions,
  listTrash,
  deleteImage,
  restoreImage,
  reprocessImage,
  getImageExecution,
  getExecution,
  listExecutions,
  listPeople,
  nameFace,
  renamePerson,
  removePerson,
  mergePeople,
  getStatus,
  listDeadLetters,
  redriveDeadLetters,
} as const satisfies Record<string, ApiRoute>;

export type OperationId = keyof typeof API_ROUTES;
