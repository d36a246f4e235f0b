// What a task answered, in short. Never what it was given.

import type { ImageMetadata } from '@image-workflow/record/metadata';
import * as z from 'zod';
import { parseJson } from '../shared/parse-json.ts';

const MAX_LENGTH = 200; // characters

export interface ShortAnswer {
  /** The feature is off, or there was nothing to look at. */
  isSkipped: boolean;
  text?: string;
}

const named = z.array(z.object({ name: z.string() }));

/** What the tasks answer, as far as it is told. Of other versions' answers what is not understood is left out. */
const taskOutputSchema = z.object({
  Payload: z.object({
    status: z.string().optional(),
    supported: z.boolean().optional(),
    reason: z.string().optional(),
    stored: z.boolean().optional(),
    flagged: z.boolean().optional(),
    metadata: z
      .object({ format: z.string(), width: z.number(), height: z.number() } satisfies Partial<
        Record<keyof ImageMetadata, z.ZodType>
      >)
      .optional(),
    preview: z.object({ width: z.number(), height: z.number() }).optional(),
    items: z.array(z.unknown()).optional(),
    people: z
      .object({ status: z.string(), reason: z.string().optional(), items: named.optional() })
      .optional(),
  }),
});

type Payload = z.infer<typeof taskOutputSchema>['Payload'];

/** By state: what a person wants to know first. */
const DESCRIPTIONS: Record<string, (payload: Payload) => string | undefined> = {
  ExtractMetadata: ({ metadata }) =>
    metadata && `${metadata.format.toUpperCase()}, ${metadata.width} × ${metadata.height} pixels`,
  NormalizeImage: ({ preview }) => preview && `a preview of ${preview.width} × ${preview.height} pixels`,
  DetectLabels: ({ items }) => count(items, 'label'),
  DetectText: ({ items }) => {
    const isLine = (item: unknown) => z.object({ type: z.literal('LINE') }).safeParse(item).success;
    return count(items?.filter(isLine), 'line');
  },
  DetectFaces: ({ items }) => count(items, 'face'),
  RecognizePeople: ({ people }) => people?.items && describeNames(people.items, 'nobody who is known'),
  RecognizeCelebrities: ({ items }) => describeNames(named.catch([]).parse(items ?? []), 'no celebrity'),
  DetectModerationLabels: ({ flagged }) => (flagged ? 'flagged' : 'not flagged'),
  DetectCustomLabels: ({ items }) => count(items, 'label'),
  GenerateThumbnails: ({ items }) => count(items, 'thumbnail'),
  StoreRecord: ({ status, stored }) => (stored === false ? 'a newer version has the record' : status),
  RecordFailure: ({ stored }) => (stored === false ? 'a newer version has the record' : 'FAILED'),
};

/**
 * @param output - Of the task, as JSON: what Lambda's integration makes of the function's answer.
 * @returns Without a text where there is nothing to tell.
 */
export function describeAnswer(state: string, output: string): ShortAnswer {
  const parsed = taskOutputSchema.safeParse(parseJson(output)); // of a long output Step Functions tells the beginning alone
  if (!parsed.success) return { isSkipped: false };

  const { Payload } = parsed.data;
  const slot = Payload.people ?? Payload; // RecognizePeople answers the slots of faces and people
  const isSkipped = slot.status === 'SKIPPED';
  const text =
    isSkipped || Payload.supported === false
      ? slot.reason
      : state in DESCRIPTIONS
        ? DESCRIPTIONS[state]?.(Payload)
        : undefined;
  return { isSkipped, ...(text && { text: text.slice(0, MAX_LENGTH) }) };
}

function count(items: readonly unknown[] | undefined, what: string): string | undefined {
  return items && `${items.length} ${what}${items.length === 1 ? '' : 's'}`;
}

function describeNames(items: readonly { name: string }[], nobody: string): string {
  return items.map(({ name }) => name).join(', ') || nobody;
}
