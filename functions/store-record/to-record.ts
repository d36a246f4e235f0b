// The rule that decides what became of a photograph whose execution came to its end.

import type { Analysis, ImageRecord, ImageStatus } from '@image-workflow/record';
import { InvalidEventError } from '../shared/errors.ts';
import { toFinishedRecord } from '../shared/records/finished-record.ts';
import type { RecordInput, WorkflowState } from '../shared/workflow.ts';

/**
 * @param finishedAt - ISO 8601 in UTC.
 * @throws {InvalidEventError} When the file is supported but was not analysed: the state machine skipped a state.
 */
export function toRecord(input: RecordInput, finishedAt: string): ImageRecord {
  const record = toFinishedRecord(input, finishedAt);

  const reason = toUnsupportedReason(input.state);
  if (reason !== undefined) return { ...record, status: 'UNSUPPORTED', reason };
  if (record.analysis) return { ...record, status: toStatus(record.analysis) };
  throw new InvalidEventError('Expected an analysis or the reason why there is none but `state` has neither');
}

/** The first of the two states that looked into the file and found no picture. */
function toUnsupportedReason({ extraction, normalization }: WorkflowState): string | undefined {
  for (const answer of [extraction?.Payload, normalization?.Payload]) {
    if (answer?.supported === false) return answer.reason;
  }
  return undefined;
}

/** One feature that failed never costs the others; one that is switched off is nothing missing. */
function toStatus(analysis: Analysis): ImageStatus {
  const isIncomplete = 'unsearchedFaces' in analysis.people;
  const hasFailed = Object.values(analysis).some((slot) => slot.status === 'FAILED');
  return hasFailed || isIncomplete ? 'PARTIAL' : 'SUCCEEDED';
}
