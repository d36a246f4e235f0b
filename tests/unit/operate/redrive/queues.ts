// Queues in memory that answer as SQS does: a message that was received is hidden until it is shown again or deleted.

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import type { mockClient } from 'aws-sdk-client-mock';

export class Queues {
  readonly #queues = new Map<string, { message: Message; isHidden: boolean }[]>();
  /** Commands in the order in which they were given. */
  readonly log: string[] = [];

  put(queueUrl: string, Body: string, rest: Partial<Message> = {}): void {
    const ofQueue = this.#of(queueUrl);
    const MessageId = `${queueUrl}-${ofQueue.length}`;
    const Attributes = { SentTimestamp: '1782119721412', ...rest.Attributes };
    ofQueue.push({
      message: { ...rest, MessageId, ReceiptHandle: MessageId, Body, Attributes },
      isHidden: false,
    });
  }

  bodies(queueUrl: string): string[] {
    return this.#of(queueUrl).map(({ message }) => message.Body ?? '');
  }

  /** As if another one had received all. */
  hide(queueUrl: string): void {
    for (const one of this.#of(queueUrl)) one.isHidden = true;
  }

  hidden(queueUrl: string): number {
    return this.#of(queueUrl).filter(({ isHidden }) => isHidden).length;
  }

  answer(mock: ReturnType<typeof mockClient>): void {
    mock.on(GetQueueAttributesCommand).callsFake(({ QueueUrl }) => ({
      Attributes: {
        QueueArn: `arn:aws:sqs:us-east-1:111122223333:${QueueUrl}`,
        ApproximateNumberOfMessagesNotVisible: String(this.hidden(QueueUrl)),
      },
    }));
    mock.on(ReceiveMessageCommand).callsFake(({ QueueUrl, MaxNumberOfMessages }) => {
      const shown = this.#of(QueueUrl)
        .filter(({ isHidden }) => !isHidden)
        .slice(0, MaxNumberOfMessages);
      for (const one of shown) one.isHidden = true;
      return { Messages: shown.map(({ message }) => message) };
    });
    mock.on(SendMessageBatchCommand).callsFake(({ QueueUrl, Entries }) => {
      this.log.push(`send ${Entries.length} to ${QueueUrl}`);
      for (const { MessageBody } of Entries) this.put(QueueUrl, MessageBody);
      return {};
    });
    mock.on(DeleteMessageBatchCommand).callsFake(({ QueueUrl, Entries }) => {
      this.log.push(`delete ${Entries.length} from ${QueueUrl}`);
      const gone = new Set(Entries.map(({ ReceiptHandle }: { ReceiptHandle: string }) => ReceiptHandle));
      const left = this.#of(QueueUrl).filter(({ message }) => !gone.has(message.ReceiptHandle));
      this.#queues.set(QueueUrl, left);
      return {};
    });
    mock.on(ChangeMessageVisibilityBatchCommand).callsFake(({ QueueUrl, Entries }) => {
      const shown = new Set(Entries.map(({ ReceiptHandle }: { ReceiptHandle: string }) => ReceiptHandle));
      for (const one of this.#of(QueueUrl)) if (shown.has(one.message.ReceiptHandle)) one.isHidden = false;
      return {};
    });
  }

  #of(queueUrl: string): { message: Message; isHidden: boolean }[] {
    const found = this.#queues.get(queueUrl) ?? [];
    this.#queues.set(queueUrl, found);
    return found;
  }
}
