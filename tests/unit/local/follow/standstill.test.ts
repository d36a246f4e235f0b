import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { StateVisit } from '../../../../functions/shared/execution-history.ts';
import type { Cloud } from '../../../../local/cloud.ts';
import type { FollowedExecution } from '../../../../local/follow/executions.ts';
import { explainStandstill } from '../../../../local/follow/standstill.ts';
import { createClients, toLocalConnection } from '../../../../stack/clients.ts';

const NOTHING = { pending: [], running: [] };

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const sqs = mockClient(SQSClient);
let server: Server;
let cloud: Cloud;

beforeEach(async () => {
  server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  const endpoint = await new Promise<string>((resolve) => {
    server.once('listening', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  cloud = {
    endpoint,
    clients: createClients(toLocalConnection(endpoint)),
    outputs: { FastQueueUrl: 'fast', IntakeQueueUrl: 'intake' },
    logFolder: await mkdtemp(join(tmpdir(), 'standstill-')),
  } as Cloud;
  for (const mock of [cloudFormation, lambda, sqs]) mock.reset();
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [] });
  setQueue(0, 0);
});

afterEach(async () => {
  server.close();
  await rm(cloud.logFolder, { recursive: true });
});

/** Of the intake queue; the fast queue is empty. */
function setQueue(waiting: number, inHands: number): void {
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { QueueArn: 'arn:fast' } });
  sqs.on(GetQueueAttributesCommand, { QueueUrl: 'intake' }).resolves({
    Attributes: {
      QueueArn: 'arn:intake',
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: String(inHands),
    },
  });
}

function running(key: string, ...visits: Partial<StateVisit>[]): FollowedExecution {
  return { image: { key }, visits } as FollowedExecution;
}

describe('explainStandstill', () => {
  it('names an endpoint at which nothing answers, and the log', async () => {
    server.close();

    expect(await explainStandstill(cloud, NOTHING)).toEqual([
      `Nothing answers at ${cloud.endpoint}: see ${join(cloud.logFolder, 'emulator.log')}`,
    ]);
  });

  it('says that the disk is full', async () => {
    expect(await explainStandstill(cloud, NOTHING, Number.POSITIVE_INFINITY)).toEqual([
      expect.stringMatching(/^The disk is full: \d.* are free at .*standstill-/),
    ]);
  });

  it('names a Rekognition endpoint at which nothing answers', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackName: 'stack',
          CreationTime: new Date(),
          StackStatus: 'CREATE_COMPLETE',
          Parameters: [{ ParameterKey: 'RekognitionEndpoint', ParameterValue: 'http://127.0.0.1:1' }],
        },
      ],
    });

    expect(await explainStandstill(cloud, NOTHING)).toEqual([
      `Nothing answers at http://127.0.0.1:1, where the functions look for Rekognition: see ${join(cloud.logFolder, 'rekognition.log')}`,
    ]);
  });

  it('says why StartWorkflow takes nothing, from the emulator’s log', async () => {
    setQueue(0, 2);
    lambda.on(ListEventSourceMappingsCommand).resolves({
      EventSourceMappings: [{ UUID: '1', State: 'Enabled', LastProcessingResult: 'FAILED' }],
    });
    const log = join(cloud.logFolder, 'emulator.log');
    const failure = (message: string) =>
      `WARNING [lambda] ESM: Lambda Start failed processing SQS batch from Intake (errorType=InvalidConfigurationError errorMessage=${message})`;
    await writeFile(
      log,
      `${failure('an older one')}\n${failure('Expected a value in TABLE_NAME (a name)')}\nINFO\n`,
    );

    expect(await explainStandstill(cloud, NOTHING)).toEqual([
      '2 uploads wait in the intake queue, because StartWorkflow fails with them',
      `StartWorkflow: InvalidConfigurationError: Expected a value in TABLE_NAME (a name) (${log})`,
    ]);
  });

  it('names an upload of which no event came', async () => {
    const [sentence] = await explainStandstill(cloud, { ...NOTHING, pending: ['dog.jpg', 'cat.jpg'] });

    expect(sentence).toMatch(
      /^dog\.jpg \(and 1 more\) lies in the uploads bucket, but no event of it .* IntakeRule/,
    );
  });

  it('names the tasks at work, since when, and what they have stumbled over', async () => {
    const enteredAt = new Date(Date.now() - 41_000);
    const execution = running(
      'dog.jpg',
      { name: 'ExtractMetadata', type: 'Task', enteredAt, exitedAt: new Date(), attempts: [] },
      { name: 'AnalyzeImage', type: 'Parallel', enteredAt, attempts: [] },
      {
        name: 'DetectText',
        type: 'Task',
        enteredAt,
        attempts: ['States.Timeout', 'ThrottlingException'].map((name) => ({
          scheduledAt: enteredAt,
          error: { name, cause: undefined },
        })),
      },
    );

    expect(await explainStandstill(cloud, { pending: ['dog.jpg'], running: [execution] })).toEqual([
      'dog.jpg: DetectText has been at work for 41 s, after 2 failures, the last ThrottlingException',
    ]);
  });
});
