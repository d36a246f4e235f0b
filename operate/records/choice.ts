// Which records are meant, as every command that works on many of them says it.

import type { ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { type ImageStatus, statusSchema } from '@image-workflow/record';
import { UsageError } from '../../terminal/errors.ts';
import { toInstant } from '../instant.ts';

export const CHOICE_OPTIONS = {
  status: { type: 'string' },
  feature: { type: 'string' },
  since: { type: 'string' },
} as const;

export const CHOICE_HELP = `\
  --status <names>   only these, separated by commas: ${statusSchema.options.join(', ')}
  --feature <name>   only those of which this feature failed: labels, text, faces, …
  --since <time>     only what was uploaded since: 3d, 12h, 30m, or a date such as 2026-11-01
`;

/** The slots of a record that can fail, by name. */
const SLOTS = [
  'labels',
  'text',
  'faces',
  'people',
  'celebrities',
  'moderation',
  'customLabels',
  'thumbnails',
] as const;

export interface Choice {
  statuses: ImageStatus[] | undefined;
  feature: (typeof SLOTS)[number] | undefined;
  /** ISO 8601 in UTC. */
  since: string | undefined;
}

/** @throws {UsageError} */
export function toChoice(
  { status, feature, since }: Partial<Record<keyof typeof CHOICE_OPTIONS, string | undefined>>,
  now = new Date(),
): Choice {
  return {
    statuses: status?.split(',').map((name) => expectOneOf(statusSchema.options, '--status', name)),
    feature: feature === undefined ? undefined : expectOneOf(SLOTS, '--feature', feature),
    since: since === undefined ? undefined : toInstant('--since', since, now).toISOString(),
  };
}

function expectOneOf<Name extends string>(names: readonly Name[], option: string, text: string): Name {
  const found = names.find((name) => name.toLowerCase() === text.trim().toLowerCase());
  if (found) return found;
  throw new UsageError(`Expected one of ${names.join(', ')} after ${option} but found "${text}"`);
}

/** A filter for a Scan of the Images table. Tombstones never pass. */
export function toFilter({ statuses, feature, since }: Choice): Partial<ScanCommandInput> {
  const terms = statuses
    ? [`#status IN (${statuses.map((_, at) => `:status${at}`).join(', ')})`]
    : ['#status <> :deleted'];
  if (feature) terms.push('#analysis.#feature.#status = :failed');
  if (since) terms.push('#source.#uploadedAt >= :since');
  return {
    FilterExpression: terms.join(' AND '),
    ExpressionAttributeNames: {
      '#status': 'status',
      ...(feature && { '#analysis': 'analysis', '#feature': feature }),
      ...(since && { '#source': 'source', '#uploadedAt': 'uploadedAt' }),
    },
    ExpressionAttributeValues: {
      ...(statuses
        ? Object.fromEntries(statuses.map((status, at) => [`:status${at}`, status]))
        : { ':deleted': 'DELETED' }),
      ...(feature && { ':failed': 'FAILED' }),
      ...(since && { ':since': since }),
    },
  };
}
