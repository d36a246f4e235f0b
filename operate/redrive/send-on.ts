// Sends events to where they can be handled.

import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { DeadLetter } from '../../functions/shared/dead-letters/dead-letter.ts';
import { sendToQueues } from '../../functions/shared/dead-letters/send-to-queues.ts';
import type { Clients } from '../../stack/clients.ts';

/**
 * @param letters - Ten at most. Those that stay are left out.
 * @returns Why, by message, for those that could not be sent.
 */
export async function sendOn(clients: Clients, letters: readonly DeadLetter[]): Promise<Map<string, string>> {
  const failed = await sendToQueues(clients.sqs, letters);
  for (const letter of letters) {
    if (!letter.goesTo || 'queueUrl' in letter.goesTo) continue;
    await invoke(clients, letter.goesTo.functionName, letter).catch((error: Error) =>
      failed.set(letter.messageId, `${error.name}: ${error.message}`),
    );
  }
  return failed;
}

/** As EventBridge does: Lambda takes the event, tries three times, and sets it aside again where that does not help. */
async function invoke({ lambda }: Clients, FunctionName: string, { event }: DeadLetter): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: event }));
}
