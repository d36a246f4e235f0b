// What one photograph took, read off its record: paid calls by step, and what was saved.

import type { Analysis, ImageRecord } from '@image-workflow/record';
import type { Receipt, ReceiptStep } from '@image-workflow/record/api/images';
import { FEATURE_USD, OTHER_USD } from './prices.ts';

/** Slots that ask Rekognition, in the order of the workflow, with the state of each. */
const STEPS = {
  labels: 'DetectLabels',
  text: 'DetectText',
  faces: 'DetectFaces',
  people: 'RecognizePeople',
  celebrities: 'RecognizeCelebrities',
  moderation: 'DetectModerationLabels',
  customLabels: 'DetectCustomLabels',
} as const;

type PaidSlot = keyof typeof STEPS;

/** @returns Undefined as long as the work is not done. */
export function toReceipt({ status, source, execution, analysis }: ImageRecord): Receipt | undefined {
  if (status === 'PROCESSING') return undefined;
  const steps = analysis ? (Object.keys(STEPS) as PaidSlot[]).map((slot) => toStep(slot, analysis)) : [];
  const paid = steps.reduce((sum, { usd }) => sum + usd, 0);
  const saved = steps.reduce((sum, { savedUsd }) => sum + savedUsd, 0);
  const durationMs = execution.finishedAt && Date.parse(execution.finishedAt) - Date.parse(source.uploadedAt);
  return {
    ...(typeof durationMs === 'number' && { durationMs: Math.max(0, durationMs) }),
    steps,
    otherUsd: OTHER_USD,
    usd: toMicros(paid + OTHER_USD),
    savedUsd: toMicros(saved),
  };
}

function toStep(slot: PaidSlot, analysis: Analysis): ReceiptStep {
  const found = analysis[slot];
  const calls = toCallsOf(slot, analysis);
  const usd = toMicros(calls * FEATURE_USD[slot] + toUsdOfProperties(slot, analysis));
  const isSaved = found.status === 'SKIPPED' || ('reused' in found && found.reused === true);
  const { status } = found;
  const name = STEPS[slot];
  if (isSaved) return { name, status, calls: 0, usd: 0, savedUsd: usd };
  return { name, status, calls, usd, savedUsd: 0 };
}

/** Calls that were made, or would have been. Of people one for each face, as far as faces are known. */
function toCallsOf(slot: PaidSlot, { people, faces }: Analysis): number {
  if (slot !== 'people') return 1;
  if (people.status === 'SUCCEEDED') return people.searchedFaces;
  return faces.status === 'SUCCEEDED' ? faces.items.length : 0;
}

function toUsdOfProperties(slot: PaidSlot, { labels }: Analysis): number {
  const isThere = slot === 'labels' && labels.status === 'SUCCEEDED' && labels.imageProperties;
  return isThere ? FEATURE_USD.imageProperties : 0;
}

/** To a millionth: sums of tenths of a cent have tails. */
function toMicros(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
