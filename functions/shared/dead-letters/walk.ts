// Goes once through a queue without taking anything out of it.

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The most that SQS gives, changes or takes at once. */
const BATCH = 10;
/** As long as a message is held, so that the walk does not meet it again. Interrupted for good, it shows again after that. */
const HOLD_SECONDS = 300;

export class Walk {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  /** Receipt handles of what has been received and is still in the queue, by message. */
  readonly #held = new Map<string, string>();

  constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  /** Each message once, a batch at a time. */
  async *batches(signal: AbortSignal): AsyncGenerator<Message[]> {
    while (!signal.aborted) {
      const { Messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#queueUrl,
          MaxNumberOfMessages: BATCH,
          VisibilityTimeout: HOLD_SECONDS,
          WaitTimeSeconds: 1, // asks all servers of the queue, so that none is an answer
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      const fresh = Messages.filter(({ MessageId = '' }) => !this.#held.has(MessageId));
      for (const { MessageId = '', ReceiptHandle = '' } of Messages) this.#held.set(MessageId, ReceiptHandle);
      if (fresh.length === 0) return;
      yield fresh;
    }
  }

  /** @returns How many messages somebody else holds just now, as SQS counts them: nearly. They show again by themselves. */
  async countHidden(): Promise<number> {
    const name = 'ApproximateNumberOfMessagesNotVisible';
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl, AttributeNames: [name] }),
    );
    return Number(Attributes?.[name] ?? 0);
  }

  /** @returns Those that could not be deleted. They are there twice now, which does no harm. */
  async delete(messageIds: readonly string[]): Promise<string[]> {
    if (messageIds.length === 0) return [];
    const { Failed = [] } = await this.#sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries: this.#toEntries(messageIds) }),
    );
    const failed = new Set(Failed.map(({ Id }) => messageIds[Number(Id)]));
    for (const messageId of messageIds) if (!failed.has(messageId)) this.#held.delete(messageId);
    return messageIds.filter((messageId) => failed.has(messageId));
  }

  /** Shows to others again what is still there. */
  async release(): Promise<void> {
    const messageIds = [...this.#held.keys()];
    for (let first = 0; first < messageIds.length; first += BATCH) {
      const Entries = this.#toEntries(messageIds.slice(first, first + BATCH));
      await this.#sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: this.#queueUrl,
          Entries: Entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
        }),
      );
    }
  }

  #toEntries(messageIds: readonly string[]): { Id: string; ReceiptHandle: string }[] {
    return messageIds.map((messageId, index) => ({
      Id: String(index),
      ReceiptHandle: this.#held.get(messageId) ?? '',
    }));
  }
}
