// Sends events on to the queues where they can be handled.

import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetter } from './dead-letter.ts';

/**
 * @param letters - Ten at most. Those that go elsewhere, or stay, are left out.
 * @returns Why, by message, for those that could not be sent.
 */
export async function sendToQueues(
  sqs: SQSClient,
  letters: readonly DeadLetter[],
): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  const byQueue = Map.groupBy(letters, ({ goesTo }) =>
    goesTo && 'queueUrl' in goesTo ? goesTo.queueUrl : undefined,
  );
  for (const [QueueUrl, ofQueue] of byQueue) {
    if (QueueUrl === undefined) continue;
    const Entries = ofQueue.map(({ event }, index) => ({ Id: String(index), MessageBody: event }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    for (const { Id, Code, Message } of Failed) {
      const letter = ofQueue[Number(Id)];
      if (letter) failed.set(letter.messageId, `${Code}: ${Message ?? ''}`);
    }
  }
  return failed;
}
