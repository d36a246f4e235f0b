import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { noteCloud } from '../../../stack/cloud-file.ts';
import { openTarget } from '../../../stack/target.ts';

const OUTPUTS = {
  UploadBucketName: 'uploads-1',
  ProcessImageStateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:process-1',
  BackfillStateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:backfill-1',
  FastQueueUrl: 'http://127.0.0.1:4566/000000000000/fast-1',
  IntakeQueueUrl: 'http://127.0.0.1:4566/000000000000/intake-1',
  IntakeDeadLetterQueueUrl: 'http://127.0.0.1:4566/000000000000/dead-1',
  ForgetQueueUrl: 'http://127.0.0.1:4566/000000000000/forget-1',
  PeopleTableName: 'people-1',
  PeopleCollectionId: 'photos-people',
  ImagesTableName: 'images-1',
  SearchTableName: 'search-1',
  ResultsBucketName: 'results-1',
};
const PARAMETERS = {
  Features: 'labels,text',
  RekognitionEndpoint: '',
  FaceMatchThreshold: '80',
  MaxSearchedFaces: '50',
  MaxPhotographsInFlight: '6',
  MaxObjectBytes: '209715200',
  MaxPixels: '268402689',
  Isolation: 'false',
  PreviewEdge: '4096',
};
const cloudFormation = mockClient(CloudFormationClient);
let folder: string;
let cloudFile: string;

function answerWith(outputs: Record<string, string>, parameters: Record<string, string> = {}): void {
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'any',
        CreationTime: new Date(),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        Parameters: Object.entries({ ...PARAMETERS, ...parameters }).map(
          ([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
          }),
        ),
      },
    ],
  });
}

async function portOf(client: { config: { endpoint?: unknown } }): Promise<number | undefined> {
  const endpoint = client.config.endpoint as (() => Promise<{ port?: number }>) | undefined;
  return (await endpoint?.())?.port;
}

beforeEach(async () => {
  process.env.AWS_REGION = 'eu-west-1';
  cloudFormation.reset();
  folder = await mkdtemp(join(tmpdir(), 'target-'));
  cloudFile = join(folder, 'cloud.json');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('openTarget, for the local cloud', () => {
  it('says how to start it when it does not run', async () => {
    await expect(openTarget({ cloudFile })).rejects.toMatchObject({
      name: 'OperatorError',
      message: 'The local cloud does not run: start it with npm start, or name a stack with --stack',
    });
  });

  it('finds it where it runs, and Rekognition where its stack expects it', async () => {
    await noteCloud(cloudFile, {
      endpoint: 'http://127.0.0.1:4600',
      rekognitionEndpoint: 'http://127.0.0.1:4601',
      outputs: OUTPUTS,
    });
    answerWith(OUTPUTS, {
      RekognitionEndpoint: 'http://127.0.0.1:4601',
      FaceMatchThreshold: '92',
      MaxSearchedFaces: '7',
    });

    const target = await openTarget({ cloudFile });

    expect(target).toMatchObject({
      stackName: 'image-workflow-local',
      outputs: OUTPUTS,
      parameters: { FaceMatchThreshold: 92, MaxSearchedFaces: 7 },
    });
    expect(await portOf(target.clients.documents)).toBe(4600);
    expect(await portOf(target.clients.rekognition)).toBe(4601);
    expect(await target.clients.rekognition.config.region()).toBe('us-east-1');
  });

  it('takes the endpoint’s own Rekognition where the stack names none', async () => {
    answerWith(OUTPUTS);

    const target = await openTarget({ endpoint: 'http://127.0.0.1:4700', cloudFile });

    expect(await portOf(target.clients.rekognition)).toBe(4700);
    expect(target).toMatchObject({ parameters: { FaceMatchThreshold: 80, MaxSearchedFaces: 50 } });
  });
});

describe('openTarget, for a stack in AWS', () => {
  it('leaves region and endpoints to the SDK', async () => {
    answerWith(OUTPUTS, { RekognitionEndpoint: 'http://in-the-vpc:1' });

    const target = await openTarget({ stack: 'photos', cloudFile });

    expect(cloudFormation.commandCalls(DescribeStacksCommand)[0]?.args[0].input).toEqual({
      StackName: 'photos',
    });
    expect(await target.clients.rekognition.config.region()).toBe('eu-west-1');
    expect(await portOf(target.clients.rekognition)).toBeUndefined();
  });

  it('says that there is no such stack', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id photos does not exist'));

    await expect(openTarget({ stack: 'photos', cloudFile })).rejects.toMatchObject({
      message: 'Expected a stack photos but there is none: is it the right account and region?',
    });
  });

  it('says which output an older stack lacks', async () => {
    const { PeopleTableName: _, ...outputs } = OUTPUTS;
    answerWith(outputs);

    await expect(openTarget({ stack: 'photos', cloudFile })).rejects.toMatchObject({
      message: 'The stack photos has no output PeopleTableName: deploy it anew',
    });
  });

  it('says what keeps it from reading the stack', async () => {
    cloudFormation
      .on(DescribeStacksCommand)
      .rejects(new Error('Could not load credentials from any providers'));

    await expect(openTarget({ stack: 'photos', cloudFile })).rejects.toMatchObject({
      name: 'OperatorError',
      message: 'Expected to read the stack photos but found: Could not load credentials from any providers',
    });
  });
});
