import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { followExecutions } from '../../../../local/follow/executions.ts';
import { createClients, toLocalConnection } from '../../../../stack/clients.ts';

const outputs = {
  UploadBucketName: 'uploads',
  ResultsBucketName: 'results',
  ImagesTableName: 'Images',
  SearchTableName: 'search',
  PeopleTableName: 'people',
  PeopleCollectionId: 'people',
  ProcessImageStateMachineArn: 'machine',
  BackfillStateMachineArn: 'backfill',
  FastQueueUrl: 'http://127.0.0.1:4566/000000000000/fast',
  IntakeQueueUrl: 'http://127.0.0.1:4566/000000000000/intake',
  IntakeDeadLetterQueueUrl: 'http://127.0.0.1:4566/000000000000/dead',
  ForgetQueueUrl: 'http://127.0.0.1:4566/000000000000/forget',
};
const clients = createClients(toLocalConnection('http://127.0.0.1:4566'));
const sfn = mockClient(SFNClient);
const documents = mockClient(DynamoDBDocumentClient);

const image = {
  imageId: 'a',
  bucket: 'uploads',
  key: 'a.jpg',
  eTag: 'e',
  sizeBytes: 1,
  sequencer: '1',
  uploadedAt: '2026-06-21T10:00:00Z',
};
const NOTHING = { exited: [], finished: [], strays: [], running: [] };

const record = { imageId: 'a', status: 'SUCCEEDED', execution: { arn: 'one' } };

function list(...executions: { executionArn: string; status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' }[]): void {
  const items = executions.map((item) => ({
    ...item,
    name: item.executionArn,
    stateMachineArn: 'machine',
    startDate: new Date(0),
    ...(item.status !== 'RUNNING' && { stopDate: new Date() }),
  }));
  sfn.on(ListExecutionsCommand).resolves({ executions: items });
}

beforeEach(() => {
  sfn.reset();
  documents.reset();
  sfn.on(DescribeExecutionCommand).resolves({ input: JSON.stringify({ image }), status: 'RUNNING' });
  sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
  documents.on(GetCommand).resolves({ Item: record });
});

describe('followExecutions', () => {
  it('tells of an execution that ends while it is followed, with its record', async () => {
    const nextRound = followExecutions(clients, outputs);
    list({ executionArn: 'one', status: 'RUNNING' });
    expect((await nextRound()).running).toMatchObject([{ arn: 'one', image: { key: 'a.jpg' } }]);

    list({ executionArn: 'one', status: 'SUCCEEDED' });

    expect((await nextRound()).finished).toMatchObject([{ record, isSuperseded: false }]);
    expect((await nextRound()).finished).toEqual([]);
  });

  it('says nothing of what had ended before', async () => {
    list({ executionArn: 'one', status: 'SUCCEEDED' });

    expect(await followExecutions(clients, outputs)()).toEqual(NOTHING);
  });

  it('leaves the record to the execution of a newer version', async () => {
    const nextRound = followExecutions(clients, outputs);
    list();
    await nextRound();
    documents.on(GetCommand).resolves({ Item: { ...record, execution: { arn: 'newer' } } });
    list({ executionArn: 'one', status: 'SUCCEEDED' });

    const [finished] = (await nextRound()).finished;

    expect(finished).toMatchObject({ isSuperseded: true });
    expect(finished).not.toHaveProperty('record');
  });

  it('waits for the record of an execution that failed: CloseExecution writes it', async () => {
    const nextRound = followExecutions(clients, outputs);
    list({ executionArn: 'one', status: 'RUNNING' });
    await nextRound();
    documents.on(GetCommand).resolves({ Item: { ...record, status: 'PROCESSING' } });
    list({ executionArn: 'one', status: 'FAILED' });

    expect(await nextRound()).toMatchObject({ finished: [], running: [{ arn: 'one' }] });
  });

  it('asks for an execution that the list has no more room for', async () => {
    const nextRound = followExecutions(clients, outputs);
    list({ executionArn: 'one', status: 'RUNNING' });
    await nextRound();
    list();
    sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED', stopDate: new Date() });

    expect((await nextRound()).finished).toMatchObject([{ record }]);
  });

  it.each(['{"hello":"world"}', 'not json', 'null', '42', '"text"', '[]', '{"image":{}}'])(
    'goes on beside an execution that somebody has started by hand with the input %s',
    async (input) => {
      const nextRound = followExecutions(clients, outputs);
      sfn.on(DescribeExecutionCommand).resolves({ input, status: 'RUNNING' });
      list({ executionArn: 'by hand', status: 'RUNNING' });
      expect(await nextRound()).toEqual(NOTHING);

      list({ executionArn: 'by hand', status: 'SUCCEEDED' });
      sfn.on(DescribeExecutionCommand).resolves({ input, status: 'SUCCEEDED' });

      expect(await nextRound()).toEqual(NOTHING);
    },
  );

  it('tells of one that somebody has started by hand and that failed, once', async () => {
    const nextRound = followExecutions(clients, outputs);
    list();
    await nextRound();
    const ended = {
      name: 'by-hand',
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'no $.image',
    } as const;
    sfn.on(DescribeExecutionCommand).resolves({ ...ended, input: 'null' });
    list({ executionArn: 'by hand', status: 'FAILED' });

    expect((await nextRound()).strays).toEqual([ended]);
    expect((await nextRound()).strays).toEqual([]);
  });
});
