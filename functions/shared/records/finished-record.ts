// What an execution has learnt of a photograph, in the shape of the record. Its status is for the caller to decide.

import {
  type Analysis,
  type ImageRecord,
  RECORD_SCHEMA_VERSION,
  type RecordError,
} from '@image-workflow/record';
import type { FailedBranch, RecordInput, WorkflowState } from '../workflow.ts';
import { toRecordError } from './record-error.ts';

/**
 * Everything that the state data knows, so that a record that ends badly keeps what went well before.
 *
 * @param finishedAt - ISO 8601 in UTC.
 */
export function toFinishedRecord(
  { execution, state }: RecordInput,
  finishedAt: string,
): Omit<ImageRecord, 'status'> {
  const { imageId, ...source } = state.image;
  const extraction = state.extraction?.Payload;
  const normalization = state.normalization?.Payload;
  const extracted = extraction?.supported ? extraction : undefined;
  const normalized = normalization?.supported ? normalization : undefined;
  const sha256 = normalized?.sha256 ?? extracted?.sha256;
  const warnings = new Set([...(extracted?.warnings ?? []), ...(normalized?.warnings ?? [])]);

  return {
    imageId,
    schemaVersion: RECORD_SCHEMA_VERSION,
    source: { ...source, ...(sha256 && { sha256 }) },
    execution: { ...execution, finishedAt },
    metadata: extracted && { ...extracted.metadata, ...normalized?.corrections },
    preview: normalized?.preview,
    contentHash: normalized?.preview.contentHash,
    analysis: state.analysis && toAnalysis(state.analysis),
    warnings: warnings.size ? [...warnings] : undefined,
  };
}

/** One line for each slot, with the state that fills it. */
function toAnalysis(branches: NonNullable<WorkflowState['analysis']>): Analysis {
  return {
    labels: toSlot(branches.labels, 'DetectLabels'),
    text: toSlot(branches.text, 'DetectText'),
    faces: toSlot(branches.faces, 'DetectFaces'),
    people: toSlot(branches.people, 'RecognizePeople'),
    celebrities: toSlot(branches.celebrities, 'RecognizeCelebrities'),
    moderation: toSlot(branches.moderation, 'DetectModerationLabels'),
    customLabels: toSlot(branches.customLabels, 'DetectCustomLabels'),
    thumbnails: toSlot(branches.thumbnails, 'GenerateThumbnails'),
  };
}

function toSlot<Slot extends { status: string }>(
  slot: Slot,
  state: string,
): Exclude<Slot, FailedBranch> | { status: 'FAILED'; error: RecordError } {
  if (isFailedBranch(slot)) return { status: 'FAILED', error: toRecordError(slot.error, state) };
  return slot as Exclude<Slot, FailedBranch>;
}

/** A branch that failed still has Step Functions' own `Error` and `Cause`. */
function isFailedBranch(slot: object): slot is FailedBranch {
  return 'error' in slot && typeof slot.error === 'object' && slot.error !== null && 'Error' in slot.error;
}
