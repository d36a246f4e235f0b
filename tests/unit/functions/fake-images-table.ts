// The Images table in memory: one item per photograph, for exactly the conditional writes that the functions make.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ImageRecord } from '@image-workflow/record';
import { mockClient } from 'aws-sdk-client-mock';

type Values = Record<string, string>;

/** A condition that is not here makes the test fail, so that a change of one is a change of both. */
const CONDITIONS: Record<string, (item: ImageRecord | undefined, values: Values) => boolean> = {
  'attribute_not_exists(imageId) OR #source.#sequencer < :sequencer': (item, values) =>
    !item || item.source.sequencer < String(values[':sequencer']),
  'attribute_not_exists(imageId) OR #source.#sequencer <= :sequencer': (item, values) =>
    !item || item.source.sequencer <= String(values[':sequencer']),
  '#status = :processing AND #execution.#arn = :arn': (item, values) =>
    item?.status === values[':processing'] && item?.execution.arn === values[':arn'],
};

/** What a put and an update have in common. */
type Conditional = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeValues' | 'ReturnValuesOnConditionCheckFailure'
>;

export function fakeImagesTable() {
  const items = new Map<string, ImageRecord>();
  const documents = mockClient(DynamoDBDocumentClient);

  function check(imageId: string, write: Conditional): void {
    const holds = CONDITIONS[write.ConditionExpression ?? ''];
    if (!holds) throw new Error(`The fake table does not know the condition "${write.ConditionExpression}"`);
    const item = items.get(imageId);
    if (holds(item, write.ExpressionAttributeValues ?? {})) return;
    const isAskedFor = item && write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    throw new ConditionalCheckFailedException({
      $metadata: {},
      message: 'The conditional request failed',
      ...(isAskedFor && { Item: marshall(item, { removeUndefinedValues: true }) }),
    });
  }

  function reset(): void {
    items.clear();
    documents.reset();
    documents.on(GetCommand).callsFake(async ({ Key }) => ({ Item: items.get(Key.imageId) }));
    documents.on(PutCommand).callsFake(async (input) => {
      check(input.Item.imageId, input);
      const Attributes = items.get(input.Item.imageId);
      items.set(input.Item.imageId, input.Item);
      return input.ReturnValues === 'ALL_OLD' ? { Attributes } : {};
    });
    documents.on(UpdateCommand).callsFake(async (input) => {
      const { imageId } = input.Key;
      check(imageId, input);
      const { execution, contentHash: _, ...item } = items.get(imageId) as ImageRecord;
      const values = input.ExpressionAttributeValues;
      if (input.UpdateExpression === 'SET #execution.#startedAt = :now') {
        const startedAt = values[':now'];
        items.set(imageId, {
          ...(items.get(imageId) as ImageRecord),
          execution: { ...execution, startedAt },
        });
        return {};
      }
      const closed = {
        ...item,
        status: values[':failed'],
        error: values[':error'],
        execution: { ...execution, finishedAt: values[':finishedAt'] },
      };
      items.set(imageId, closed);
      return input.ReturnValues === 'ALL_NEW' ? { Attributes: closed } : {};
    });
  }

  reset();
  return { items, documents, reset };
}
