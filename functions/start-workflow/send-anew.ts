// A message whose turn has not come goes to the end of its queue.
//
// Handing it back would count as a delivery, so that waiting alone could bring it to the dead-letter queue; and it would
// stay hidden until its visibility time-out. As a new message it is there at once, and its count tells of failures only.

import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';

/**
 * @param messages - Ten at most, as one event of a queue has.
 * @returns Those that could not be sent and have to be delivered again.
 */
export async function sendAnew(
  sqs: SQSClient,
  queueUrl: string,
  messages: readonly SQSRecord[],
): Promise<SQSRecord[]> {
  if (messages.length === 0) return [];
  const { Failed = [] } = await sqs.send(
    new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: messages.map(toEntry) }),
  );
  const failed = new Set(Failed.map(({ Id }) => Id));
  return messages.filter((_, index) => failed.has(String(index)));
}

function toEntry({ body, messageAttributes }: SQSRecord, index: number): SendMessageBatchRequestEntry {
  return { Id: String(index), MessageBody: body, MessageAttributes: toAttributes(messageAttributes) };
}

/** An event spells them in camel case. */
function toAttributes(attributes: SQSMessageAttributes): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      {
        DataType: dataType,
        ...(stringValue !== undefined && { StringValue: stringValue }),
        ...(binaryValue !== undefined && { BinaryValue: Buffer.from(binaryValue, 'base64') }),
      },
    ]),
  );
}
