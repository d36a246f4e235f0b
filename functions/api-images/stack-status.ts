// GET /api/status: queues, photographs by status, and an estimate of what this month costs.

import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type ImageStatus, statusSchema } from '@image-workflow/record';
import type { Config } from '@image-workflow/record/api/config';
import type { QueueStatus, StackStatus } from '@image-workflow/record/api/status';
import type { NamedQueue } from '../shared/named-queues.ts';
import { OTHER_USD } from '../shared/prices.ts';
import type { SearchTable } from '../shared/search/search-table.ts';
import { readCounts } from './suggestions.ts';

export interface StatusSources {
  sqs: SQSClient;
  queues: readonly NamedQueue[];
  deadLetterQueues: readonly NamedQueue[];
  search: SearchTable;
  config: Pick<Config, 'version' | 'features'>;
}

/** @param scopes - Whose photographs are counted. */
export async function readStackStatus(
  { sqs, queues, deadLetterQueues, search, config }: StatusSources,
  scopes: readonly string[],
  now = new Date(),
): Promise<StackStatus> {
  const month = now.toISOString().slice(0, 7);
  const [waiting, deadLetters, byStatus, byMonth] = await Promise.all([
    Promise.all(queues.map((queue) => readQueue(sqs, queue))),
    Promise.all(deadLetterQueues.map((queue) => readQueue(sqs, queue))),
    readCounts(search, scopes, 'status'),
    readCounts(search, scopes, 'uploaded', month),
  ]);
  const countOf = (status: ImageStatus) => byStatus.find(({ value }) => value === status)?.count ?? 0;
  const photographs = byMonth[0]?.count ?? 0;
  return {
    at: now.toISOString(),
    version: config.version,
    queues: waiting,
    deadLetters,
    photographs: Object.fromEntries(
      statusSchema.options.map((status) => [status, countOf(status)]),
    ) as StackStatus['photographs'],
    cost: { month, photographs, ...toCost(photographs, config) },
  };
}

async function readQueue(sqs: SQSClient, { name, url }: NamedQueue): Promise<QueueStatus> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    name,
    waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

/** As if each photograph had one face and got what the stack has switched on. */
function toCost(
  photographs: number,
  { features }: Pick<Config, 'features'>,
): { usd: number; savedUsd: number } {
  const sumOf = (isOn: boolean) =>
    features.reduce((sum, { isDefault, usd }) => sum + (isDefault === isOn ? usd : 0), 0);
  return {
    usd: toCents(photographs * (sumOf(true) + OTHER_USD)),
    savedUsd: toCents(photographs * sumOf(false)),
  };
}

function toCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
