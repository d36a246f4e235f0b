// Stands between S3 and the queues: takes every event of the uploads bucket, and delivers it when the plan says so. The
// template's own rules rest meanwhile; each event goes where they would have sent it.

import { DisableRuleCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Place, toQueueUrl } from './place.ts';

const NAME = 'chaos-postman';
const RULES = ['FastRule', 'IntakeRule', 'ForgetRule'];
/** Where S3 has told of nothing at all for so long, it will not. */
const LONGEST_SILENCE_MS = 60_000;

const eventSchema = z.object({
  'detail-type': z.enum(['Object Created', 'Object Deleted']),
  detail: z.object({
    reason: z.string().optional(),
    object: z.object({ key: z.string(), sequencer: z.string() }),
  }),
});

interface Letter {
  body: string;
  kind: z.infer<typeof eventSchema>['detail-type'];
  sequencer: string;
}

export class Postman {
  #place: Place;
  #queueUrl = '';
  readonly #letters = new Map<string, Letter[]>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Once, before the first change. */
  async begin(): Promise<void> {
    const { cloud, events, rules } = this.#place;
    const { QueueUrl = '' } = await cloud.clients.sqs.send(new CreateQueueCommand({ QueueName: NAME }));
    this.#queueUrl = QueueUrl;
    const { Attributes } = await cloud.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const EventPattern = JSON.stringify({
      source: ['aws.s3'],
      detail: { bucket: { name: [cloud.outputs.UploadBucketName] } },
    });
    await events.send(new PutRuleCommand({ Name: NAME, EventPattern }));
    const target = { Id: NAME, Arn: Attributes?.QueueArn };
    await events.send(new PutTargetsCommand({ Rule: NAME, Targets: [target] }));
    for (const rule of RULES) await events.send(new DisableRuleCommand({ Name: rules.get(rule) }));
  }

  /** The same cloud after a restart. */
  move(place: Place): void {
    this.#place = place;
  }

  /** How many changes of a photograph S3 has told of. */
  count(key: string): number {
    return this.#letters.get(key)?.length ?? 0;
  }

  /** Takes what S3 has told of, until it is as much as was changed. @throws {Error} When an event does not come. */
  async collect(key: string, changes: number): Promise<void> {
    for (let heardAt = Date.now(); this.count(key) < changes; ) {
      if (await this.#receive()) heardAt = Date.now();
      if (Date.now() - heardAt > LONGEST_SILENCE_MS)
        throw new Error(`Expected ${changes} events of ${key} but S3 has told of ${this.count(key)}`);
    }
  }

  /** @param event - Which of the photograph's, in S3's order. */
  async deliver(key: string, event: number): Promise<void> {
    const letter = this.#letters.get(key)?.[event];
    if (!letter) throw new Error(`Expected event ${event} of ${key} but it was not collected`);
    const QueueUrl = toQueueUrl(
      this.#place,
      letter.kind === 'Object Deleted' ? 'ForgetQueue' : 'IntakeQueue',
    );
    await this.#place.cloud.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: letter.body }));
  }

  /** @returns Whether S3 has told of anything. */
  async #receive(): Promise<boolean> {
    const { sqs } = this.#place.cloud.clients;
    const queue = { QueueUrl: this.#queueUrl };
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ ...queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return false;
    for (const { Body = '' } of Messages) this.#keep(Body);
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ ...queue, Entries }));
    return true;
  }

  #keep(body: string): void {
    const { detail, 'detail-type': kind } = eventSchema.parse(JSON.parse(body));
    const { key, sequencer } = detail.object;
    const letters = this.#letters.get(key) ?? [];
    if (letters.some((letter) => letter.sequencer === sequencer)) return; // delivered to us twice
    letters.push({ body, kind, sequencer });
    letters.sort((one, other) => (one.sequencer < other.sequencer ? -1 : 1));
    this.#letters.set(key, letters);
  }
}
