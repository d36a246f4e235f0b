import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { toRecord } from '../../../../functions/store-record/to-record.ts';
import { context, readEvent } from '../events.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'images-1',
  SEARCH_TABLE_NAME: 'search-1',
  ISOLATION: 'false',
});
const documents = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../../../functions/index-images/handler.ts');

const record = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');

/** @param imageIds - Of the records that changed, in order; their sequence numbers are 1, 2, … */
function toEvent(...imageIds: string[]) {
  const [{ dynamodb, ...event }] = readEvent('index-images').Records;
  const Records = imageIds.map((S, at) => ({
    ...event,
    dynamodb: { ...dynamodb, SequenceNumber: String(at + 1), Keys: { imageId: { S } } },
  }));
  return { Records };
}

beforeEach(() => {
  documents.reset();
  documents.on(GetCommand, { TableName: 'images-1' }).resolves({ Item: record });
  documents.on(GetCommand, { TableName: 'search-1' }).resolves({});
  documents.on(TransactWriteCommand).resolves({});
});

describe('IndexImages', () => {
  it('writes the record as it is, under the condition that nobody has written its state meanwhile', async () => {
    expect(await handler(readEvent('index-images'), context)).toEqual({ batchItemFailures: [] });

    const [state, ...actions] =
      documents.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(state?.Put).toMatchObject({
      TableName: 'search-1',
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(actions.map(({ Put }) => Put?.Item?.pk)).toEqual(
      expect.arrayContaining(['*#all#', '*#status#succeeded']),
    );
  });

  it('indexes a record once that changed several times', async () => {
    await handler(toEvent(record.imageId, record.imageId), context);

    expect(documents.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  it('reads everything again where another writer was first', async () => {
    const canceled = new TransactionCanceledException({ message: 'No', $metadata: {} });
    documents.on(TransactWriteCommand).rejectsOnce(canceled).resolves({});

    expect(await handler(readEvent('index-images'), context)).toEqual({ batchItemFailures: [] });
    expect(documents.commandCalls(GetCommand)).toHaveLength(4);
  });

  it('asks the stream to go on from the first one that failed', async () => {
    documents.on(GetCommand, { TableName: 'search-1' }).resolvesOnce({}).rejects(new Error('Timeout'));

    expect(await handler(toEvent('a', 'b', 'c'), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
  });

  it('takes a photograph out of the index whose record is gone', async () => {
    documents.on(GetCommand, { TableName: 'images-1' }).resolves({});
    documents.on(GetCommand, { TableName: 'search-1' }).resolves({
      Item: { version: '1', orderKey: 'k', card: '{}', counted: ['*#label#dog'], uncounted: ['*#all#'] },
    });

    await handler(readEvent('index-images'), context);
    const actions = documents.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(actions.filter(({ Delete }) => Delete).map(({ Delete }) => Delete?.Key?.pk)).toEqual([
      expect.stringMatching(/^!image#/),
      '*#label#dog',
      '*#all#',
    ]);
    expect(actions.at(-1)?.Update).toMatchObject({
      Key: { pk: '*#suggestions#label', sk: 'dog' },
      ExpressionAttributeValues: { ':count': -1 },
    });
  });
});
