// Uploads for which no execution could be started. They are only looked at: they stay in their queue.

import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../../stack/clients.ts';
import { countMessages } from '../../stack/count-messages.ts';

const CHECK_MS = 2_000;
const HIDDEN_SECONDS = 5;

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

/** Each message is hidden for a moment, so that a queue of more than ten comes to an end. */
async function readAll({ sqs }: Clients, queueUrl: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: HIDDEN_SECONDS,
      }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages);
  }
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
