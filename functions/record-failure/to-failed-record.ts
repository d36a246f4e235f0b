// The record of a photograph whose execution failed: the error, the state it came from, and all that was known before.

import type { ImageRecord } from '@image-workflow/record';
import type { z } from 'zod';
import { toFinishedRecord } from '../shared/records/finished-record.ts';
import { toRecordError } from '../shared/records/record-error.ts';
import {
  errorOutputSchema,
  recordInputSchema,
  type WorkflowState,
  workflowStateSchema,
} from '../shared/workflow.ts';

const { extraction, normalization, analysis } = workflowStateSchema.shape;

/** An answer that does not fit may be why the execution failed: it is left out, and the failure is recorded. */
export const failureInputSchema = recordInputSchema.extend({
  state: workflowStateSchema.extend({
    extraction: extraction.catch(undefined),
    normalization: normalization.catch(undefined),
    analysis: analysis.catch(undefined),
    error: errorOutputSchema,
  }),
});

export type FailureInput = z.infer<typeof failureInputSchema>;

/** @param finishedAt - ISO 8601 in UTC. */
export function toFailedRecord(input: FailureInput, finishedAt: string): ImageRecord {
  return {
    ...toFinishedRecord(input, finishedAt),
    status: 'FAILED',
    error: toRecordError(input.state.error, toFailedState(input.state)),
  };
}

/** The state whose answer is missing. A Catch does not say where its error came from, but how far the data got does. */
function toFailedState({ extraction, normalization, analysis }: WorkflowState): string {
  if (!extraction) return 'ExtractMetadata';
  if (!extraction.Payload.supported) return 'StoreRecord';
  if (!normalization) return 'NormalizeImage';
  if (!normalization.Payload.supported || analysis) return 'StoreRecord';
  return 'AnalyzeImage';
}
