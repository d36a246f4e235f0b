// Uploads for which no execution could be started. They are only looked at: they stay in their queue.

import type { Message } from '@aws-sdk/client-sqs';
import { Walk } from '../../functions/shared/dead-letters/walk.ts';
import type { Clients } from '../../stack/clients.ts';
import { countMessages } from '../../stack/count-messages.ts';

const CHECK_MS = 2_000;
/** A queue of thousands is told in part, so that what runs meanwhile is told too. */
const MOST_MS = 20_000;

export interface DeadLetter {
  /** Absent when the message is no event of an object. */
  key?: string;
  /** In words. */
  reason: string;
}

/** @returns Gives the dead letters that came since the call before; the first call gives those that were there. */
export function watchDeadLetters(clients: Clients, queueUrl: string): () => Promise<DeadLetter[]> {
  const seen = new Set<string>();
  let [checkedAt, countBefore] = [0, 0];

  return async () => {
    if (Date.now() - checkedAt < CHECK_MS) return [];
    checkedAt = Date.now();
    const count = await countMessages(clients, queueUrl);
    const isMore = count > countBefore;
    countBefore = count; // fewer after a redrive
    if (!isMore) return [];

    const fresh = (await readAll(clients, queueUrl)).filter(({ MessageId = '' }) => !seen.has(MessageId));
    for (const { MessageId = '' } of fresh) seen.add(MessageId);
    return fresh.map(toDeadLetter);
  };
}

/** What is hidden meanwhile is shown again at once: others look too, such as the page. */
async function readAll({ sqs }: Clients, queueUrl: string): Promise<Message[]> {
  const walk = new Walk(sqs, queueUrl);
  const all: Message[] = [];
  try {
    for await (const messages of walk.batches(AbortSignal.timeout(MOST_MS))) all.push(...messages);
  } finally {
    await walk.release();
  }
  return all;
}

function toDeadLetter({ Body = '', MessageAttributes }: Message): DeadLetter {
  const key = toKey(Body);
  return {
    ...(key && { key }),
    reason: MessageAttributes?.errorMessage?.StringValue ?? 'StartWorkflow failed with it five times',
  };
}

function toKey(body: string): string | undefined {
  try {
    return JSON.parse(body).detail.object.key;
  } catch {
    return undefined; // what is wrong with it is the reason it lies here
  }
}
