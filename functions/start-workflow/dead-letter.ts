// A message that no retry can mend waits in the dead-letter queue, with the reason beside it.

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

const MAX_ATTRIBUTE_LENGTH = 1_000; // characters; a person reads it in the console

export async function sendToDeadLetterQueue(
  sqs: SQSClient,
  queueUrl: string,
  message: SQSRecord,
  error: Error,
): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: message.body,
      MessageAttributes: {
        errorName: { DataType: 'String', StringValue: error.name },
        errorMessage: { DataType: 'String', StringValue: error.message.slice(0, MAX_ATTRIBUTE_LENGTH) },
      },
    }),
  );
}
