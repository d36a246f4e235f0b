// Goes through the dead-letter queues for the API: what lies there, and what of it goes on.

import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  type DeadLetter as ApiDeadLetter,
  MOST_DEAD_LETTERS,
  type Redriven,
} from '@image-workflow/record/api/dead-letters';
import { type DeadLetter, type Destination, toDeadLetter } from '../shared/dead-letters/dead-letter.ts';
import { addErrorsOfRecords } from '../shared/dead-letters/errors-of-records.ts';
import { sendToQueues } from '../shared/dead-letters/send-to-queues.ts';
import { Walk } from '../shared/dead-letters/walk.ts';
import type { ImagesTable } from '../shared/images-table.ts';
import type { NamedQueue } from '../shared/named-queues.ts';

export interface Queues {
  sqs: SQSClient;
  images: ImagesTable;
  deadLetterQueues: readonly NamedQueue[];
  /** Where messages are handled. */
  destinations: readonly NamedQueue[];
}

/** Each message stays where it is. */
export async function readDeadLetters(queues: Queues, signal: AbortSignal): Promise<ApiDeadLetter[]> {
  const found = await Promise.all(
    queues.deadLetterQueues.map(async (queue) => {
      const letters: DeadLetter[] = [];
      await goThrough(queues, queue, signal, async (some) => {
        letters.push(...some);
        return letters.length < MOST_DEAD_LETTERS;
      });
      return letters.slice(0, MOST_DEAD_LETTERS).map((letter) => toAnswer(queue, letter));
    }),
  );
  return found.flat();
}

/** Sent, then deleted, in this order: whatever ends this function, nothing is lost. */
export async function redrive(queues: Queues, signal: AbortSignal): Promise<Redriven> {
  const redriven = { sent: 0, stay: 0, notSent: 0 };
  for (const queue of queues.deadLetterQueues) {
    await goThrough(queues, queue, signal, async (letters, walk) => {
      const movable = letters.filter(goesToQueue);
      const failed = await sendToQueues(queues.sqs, movable);
      const sent = movable.filter(({ messageId }) => !failed.has(messageId));
      await walk.delete(sent.map(({ messageId }) => messageId));
      redriven.sent += sent.length;
      redriven.notSent += failed.size;
      redriven.stay += letters.length - movable.length;
      return true;
    });
  }
  return redriven;
}

/** @param take - Says whether it wants more. */
async function goThrough(
  { sqs, images, destinations }: Queues,
  { url }: NamedQueue,
  signal: AbortSignal,
  take: (letters: DeadLetter[], walk: Walk) => Promise<boolean>,
): Promise<void> {
  const walk = new Walk(sqs, url);
  try {
    for await (const messages of walk.batches(signal)) {
      const letters = messages.map((message) =>
        toDeadLetter(message, (nameOrArn) => find(destinations, nameOrArn)),
      );
      if (!(await take(await addErrorsOfRecords(letters, images), walk))) return;
    }
  } finally {
    await walk.release();
  }
}

/** A queue by its name in the template or by its ARN, whose last part is the last of its URL too; else a function. */
function find(destinations: readonly NamedQueue[], nameOrArn: string): Destination {
  const lastOf = (text: string, separator: string) => text.slice(text.lastIndexOf(separator) + 1);
  const queue = destinations.find(
    ({ name, url }) => name === nameOrArn || lastOf(url, '/') === lastOf(nameOrArn, ':'),
  );
  return queue
    ? { name: queue.name, queueUrl: queue.url }
    : { name: nameOrArn, functionName: lastOf(nameOrArn, ':') };
}

function goesToQueue({ goesTo }: DeadLetter): boolean {
  return goesTo !== undefined && 'queueUrl' in goesTo;
}

function toAnswer(queue: NamedQueue, letter: DeadLetter): ApiDeadLetter {
  const { messageId, sentAt, object, error, goesTo } = letter;
  const staysBecause = goesTo
    ? 'it is for a function and not for a queue: npm run redrive hands it over'
    : letter.staysBecause;
  return {
    messageId,
    queue: queue.name,
    sentAt,
    ...(object && { key: object.key }),
    ...(error && { error: { name: error.name, message: error.message } }),
    ...(goesTo && goesToQueue(letter) ? { goesTo: goesTo.name } : staysBecause && { staysBecause }),
  };
}
