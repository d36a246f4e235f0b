// What a finished photograph adds to the metrics of the stack.

import type { ImageRecord } from '@image-workflow/record';
import { publish } from './metrics.ts';
import { toReceipt } from './receipt.ts';

/** @param record - As it was stored. */
export function publishPhotograph(record: ImageRecord): void {
  const { status, metadata, analysis } = record;
  const receipt = toReceipt(record);
  if (!receipt) return;

  publish({
    Photographs: 1,
    Partial: status === 'PARTIAL' ? 1 : 0,
    RekognitionCalls: receipt.steps.reduce((sum, { calls }) => sum + calls, 0),
    EstimatedCost: receipt.usd,
    SavedCost: receipt.savedUsd,
    ...(receipt.durationMs !== undefined && { Seconds: receipt.durationMs / 1_000 }),
  });
  publish({ Photographs: 1 }, { status });
  publish({ Photographs: 1 }, { format: metadata?.format ?? 'none' });
  for (const [feature, slot] of Object.entries(analysis ?? {})) {
    if (slot.status === 'FAILED') publish({ FailedFeatures: 1 }, { feature });
  }
}
