// Sends events to where they can be handled.

import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../../stack/clients.ts';
import type { DeadLetter } from './dead-letter.ts';

/**
 * @param letters - Ten at most. Those that stay are left out.
 * @returns Why, by message, for those that could not be sent.
 */
export async function sendOn(clients: Clients, letters: readonly DeadLetter[]): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  const byQueue = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    const { goesTo } = letter;
    if (goesTo && 'queueUrl' in goesTo) {
      byQueue.set(goesTo.queueUrl, [...(byQueue.get(goesTo.queueUrl) ?? []), letter]);
    } else if (goesTo) {
      await invoke(clients, goesTo.functionName, letter).catch((error: Error) =>
        failed.set(letter.messageId, `${error.name}: ${error.message}`),
      );
    }
  }
  for (const [QueueUrl, ofQueue] of byQueue) {
    const Entries = ofQueue.map(({ event }, index) => ({ Id: String(index), MessageBody: event }));
    const { Failed = [] } = await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    for (const { Id, Code, Message } of Failed) {
      const letter = ofQueue[Number(Id)];
      if (letter) failed.set(letter.messageId, `${Code}: ${Message ?? ''}`);
    }
  }
  return failed;
}

/** As EventBridge does: Lambda takes the event, tries three times, and sets it aside again where that does not help. */
async function invoke({ lambda }: Clients, FunctionName: string, { event }: DeadLetter): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: event }));
}
