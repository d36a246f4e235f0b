// The Images table in memory: one item per photograph, for exactly the conditional writes that the functions make.

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { ImageRecord } from '../../../functions/shared/record.ts';

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

export function fakeImagesTable() {
  const items = new Map<string, ImageRecord>();
  const documents = mockClient(DynamoDBDocumentClient);

  function check(imageId: string, condition = '', values: Values = {}): void {
    const holds = CONDITIONS[condition];
    if (!holds) throw new Error(`Expected a condition that the fake table knows but found "${condition}"`);
    const item = items.get(imageId);
    if (holds(item, values)) return;
    throw new ConditionalCheckFailedException({
      $metadata: {},
      message: 'The conditional request failed',
      ...(item && { Item: marshall(item, { removeUndefinedValues: true }) }),
    });
  }

  function reset(): void {
    items.clear();
    documents.reset();
    documents.on(PutCommand).callsFake(async ({ Item, ConditionExpression, ExpressionAttributeValues }) => {
      check(Item.imageId, ConditionExpression, ExpressionAttributeValues);
      items.set(Item.imageId, Item);
    });
    documents
      .on(UpdateCommand)
      .callsFake(async ({ Key, ConditionExpression, ExpressionAttributeValues: values }) => {
        check(Key.imageId, ConditionExpression, values);
        const item = items.get(Key.imageId) as ImageRecord;
        const execution = { ...item.execution, finishedAt: values[':finishedAt'] };
        const closed = { ...item, execution, status: values[':failed'], error: values[':error'] };
        items.set(Key.imageId, closed);
        return { Attributes: closed };
      });
  }

  reset();
  return { items, documents, reset };
}
