// One function, one role, only its verbs, exact resources: what is allowed equals what is done, in both directions.

import { RekognitionClient, SearchFacesByImageCommand } from '@aws-sdk/client-rekognition';
import {
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';
import { toRecord } from '../../functions/store-record/to-record.ts';
import { context, readEvent } from '../unit/functions/events.ts';
import { commandsOf } from './aws-calls.ts';
import {
  commentAbove,
  functionFolders,
  resource,
  resourcesOf,
  type Statement,
  statementsOf,
  toArray,
  toFolder,
} from './template.ts';

const functions = resourcesOf('AWS::Serverless::Function').map(([id]) => [toFolder(id), id] as const);

/** The right that each of the SDK's commands needs. */
const ACTIONS: Record<string, string> = {
  ScanCommand: 'dynamodb:Scan',
  DeleteCommand: 'dynamodb:DeleteItem',
  CreateCollectionCommand: 'rekognition:CreateCollection',
  IndexFacesCommand: 'rekognition:IndexFaces',
  ListFacesCommand: 'rekognition:ListFaces',
  DeleteFacesCommand: 'rekognition:DeleteFaces',
  GetCommand: 'dynamodb:GetItem',
  QueryCommand: 'dynamodb:Query',
  GetQueueAttributesCommand: 'sqs:GetQueueAttributes',
  TransactWriteCommand: 'dynamodb:PutItem',
  GetObjectCommand: 's3:GetObject',
  CreateMultipartUploadCommand: 's3:PutObject',
  UploadPartCommand: 's3:PutObject',
  CompleteMultipartUploadCommand: 's3:PutObject',
  AbortMultipartUploadCommand: 's3:AbortMultipartUpload',
  PutObjectCommand: 's3:PutObject',
  PutCommand: 'dynamodb:PutItem',
  UpdateCommand: 'dynamodb:UpdateItem',
  BatchGetCommand: 'dynamodb:BatchGetItem',
  DetectLabelsCommand: 'rekognition:DetectLabels',
  DetectTextCommand: 'rekognition:DetectText',
  DetectFacesCommand: 'rekognition:DetectFaces',
  SearchFacesByImageCommand: 'rekognition:SearchFacesByImage',
  RecognizeCelebritiesCommand: 'rekognition:RecognizeCelebrities',
  DetectModerationLabelsCommand: 'rekognition:DetectModerationLabels',
  DetectCustomLabelsCommand: 'rekognition:DetectCustomLabels',
  GetExecutionHistoryCommand: 'states:GetExecutionHistory',
  DescribeExecutionCommand: 'states:DescribeExecution',
  ListExecutionsCommand: 'states:ListExecutions',
  StartExecutionCommand: 'states:StartExecution',
  SendMessageCommand: 'sqs:SendMessage',
  SendMessageBatchCommand: 'sqs:SendMessage',
  ReceiveMessageCommand: 'sqs:ReceiveMessage',
  DeleteMessageBatchCommand: 'sqs:DeleteMessage',
  ChangeMessageVisibilityBatchCommand: 'sqs:ChangeMessageVisibility',
  HeadObjectCommand: 's3:GetObject',
  ListObjectsV2Command: 's3:ListBucket',
  DeleteObjectsCommand: 's3:DeleteObject',
  DeleteObjectCommand: 's3:DeleteObject',
  ListObjectVersionsCommand: 's3:ListBucketVersions',
};

const readOriginals = {
  's3:GetObjectVersion': 'GetObject with a VersionId',
  'kms:Decrypt': "GetObject of what is encrypted with the owner's key",
};
const tellWhatIsGone = { 's3:ListBucket': 'GetObject of what is gone says so' };
const readByRekognition = { 's3:GetObject': 'Rekognition reads the preview with the rights of its caller' };

/** Rights that are used on a function's behalf, not by a command of its own. */
const ON_BEHALF: Record<string, Record<string, string>> = {
  'index-images': {
    'dynamodb:UpdateItem': 'an action of a transaction',
    'dynamodb:DeleteItem': 'an action of a transaction',
    'dynamodb:DescribeStream': 'the event source',
    'dynamodb:GetRecords': 'the event source',
    'dynamodb:GetShardIterator': 'the event source',
    'dynamodb:ListStreams': 'the event source',
    'sqs:SendMessage': 'the event source, for what could not be indexed',
  },
  'api-changes': {
    ...readOriginals,
    ...tellWhatIsGone,
    's3:DeleteObjectVersion': 'DeleteObjects with a VersionId',
  },
  'api-images': readOriginals,
  'api-people': tellWhatIsGone,
  'relabel-images': {
    ...tellWhatIsGone,
    'sqs:ReceiveMessage': 'the event source',
    'sqs:DeleteMessage': 'the event source',
    'sqs:GetQueueAttributes': 'the event source',
  },
  'api-uploads': {
    'kms:GenerateDataKey': "what is uploaded is encrypted with the owner's key",
    'kms:Decrypt': 'S3 reads the parts of a multipart upload',
  },
  'detect-custom-labels': readByRekognition,
  'detect-faces': readByRekognition,
  'detect-labels': readByRekognition,
  'detect-moderation-labels': readByRekognition,
  'detect-text': readByRekognition,
  'recognize-celebrities': readByRekognition,
  'extract-metadata': readOriginals,
  'normalize-image': readOriginals,
  'forget-image': {
    'kms:Decrypt': "HeadObject of what is encrypted with the owner's key",
    'sqs:ReceiveMessage': 'the event source',
    'sqs:DeleteMessage': 'the event source',
    'sqs:GetQueueAttributes': 'the event source',
  },
  'take-in-objects': {
    's3:ListBucket': 'HeadObject of what is gone says so',
    'kms:Decrypt': "HeadObject of what is encrypted with the owner's key",
  },
  'start-workflow': {
    'sqs:ReceiveMessage': 'the event source',
    'sqs:DeleteMessage': 'the event source',
    'sqs:GetQueueAttributes': 'the event source',
  },
};

/** `*` where AWS has no resource level, the only places. */
const WITHOUT_RESOURCE_LEVEL = [
  'rekognition:DetectFaces',
  'rekognition:DetectLabels',
  'rekognition:DetectModerationLabels',
  'rekognition:DetectText',
  'rekognition:RecognizeCelebrities',
];

/** What each command's call is made on, in the words of the template, with `$X` for the name or ARN of a resource. */
const TARGETS = {
  ScanCommand: ({ TableName }) => TableName,
  GetCommand: ({ TableName }) => TableName,
  GetQueueAttributesCommand: ({ QueueUrl }) => QueueUrl,
  TransactWriteCommand: ({ TransactItems = [] }) =>
    (TransactItems as unknown as { Put: { TableName: string } }[])[0]?.Put.TableName,
  GetObjectCommand: ({ Bucket, Key }) => `${Bucket}/${Key}`,
  CreateMultipartUploadCommand: ({ Bucket, Key }) => `${Bucket}/${Key}`,
  PutObjectCommand: ({ Bucket, Key }) => `${Bucket}/${Key}`,
  PutCommand: ({ TableName }) => TableName,
  UpdateCommand: ({ TableName }) => TableName,
  QueryCommand: ({ TableName, IndexName }) => (IndexName ? `${TableName}/index/${IndexName}` : TableName),
  BatchGetCommand: ({ RequestItems = {} }) => Object.keys(RequestItems).join(),
  DetectLabelsCommand: () => '*',
  DetectTextCommand: () => '*',
  DetectFacesCommand: () => '*',
  SearchFacesByImageCommand: ({ CollectionId }) => CollectionId,
  RecognizeCelebritiesCommand: () => '*',
  DetectModerationLabelsCommand: () => '*',
  DetectCustomLabelsCommand: ({ ProjectVersionArn }) => ProjectVersionArn,
  GetExecutionHistoryCommand: ({ executionArn }) => executionArn,
  DescribeExecutionCommand: ({ executionArn }) => executionArn,
  ListExecutionsCommand: ({ stateMachineArn }) => stateMachineArn,
  StartExecutionCommand: ({ stateMachineArn }) => stateMachineArn,
  SendMessageCommand: ({ QueueUrl }) => QueueUrl,
  SendMessageBatchCommand: ({ QueueUrl }) => QueueUrl,
  ReceiveMessageCommand: ({ QueueUrl }) => QueueUrl,
  DeleteMessageBatchCommand: ({ QueueUrl }) => QueueUrl,
  ChangeMessageVisibilityBatchCommand: ({ QueueUrl }) => QueueUrl,
  HeadObjectCommand: ({ Bucket, Key }) => `${Bucket}/${Key}`,
  ListObjectsV2Command: ({ Bucket }) => Bucket,
  DeleteObjectsCommand: ({ Bucket }) => `${Bucket}/`,
  DeleteObjectCommand: ({ Bucket, Key }) => `${Bucket}/${Key}`,
  ListObjectVersionsCommand: ({ Bucket }) => Bucket,
} satisfies Record<string, (input: Record<string, string>) => string | undefined>;

const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  TABLE_NAME: '$ImagesTable',
  RESULTS_BUCKET: '$ResultsBucket',
  AUTHENTICATION: 'none',
  UPLOAD_BUCKET: '$UploadBucket',
  SEARCH_TABLE_NAME: '$SearchTable',
  QUEUES: 'FastQueue=$FastQueue',
  DEAD_LETTER_QUEUES: 'IntakeDeadLetterQueue=$IntakeDeadLetterQueue',
  DESTINATIONS: 'IntakeQueue=$IntakeQueue',
  VERSION: '0.1.0',
  ISOLATION: 'false',
  STATE_MACHINE_ARN: '$ProcessImageStateMachine',
  MAX_PHOTOGRAPHS_IN_FLIGHT: '6',
  FAST_QUEUE_URL: '$FastQueue',
  RELABEL_QUEUE_URL: '$RelabelQueue',
  INTAKE_QUEUE_URL: '$IntakeQueue',
  FORGET_QUEUE_URL: '$ForgetQueue',
  DEAD_LETTER_QUEUE_URL: '$IntakeDeadLetterQueue',
  MAX_RECEIVE_COUNT: '5',
  MAX_OBJECT_BYTES: '200000000',
  MAX_PIXELS: '200000000',
  PREVIEW_EDGE: '4096',
  MIN_CONFIDENCE: '55',
  MAX_LABELS: '50',
  FEATURES: 'labels',
  COLLECTION_ID: '$CollectionId',
  PEOPLE_TABLE_NAME: '$PeopleTable',
  FACE_MATCH_THRESHOLD: '80',
  MAX_SEARCHED_FACES: '10',
  MODERATION_THRESHOLD: '60',
  PROJECT_VERSION_ARN: '$CustomLabelsProjectVersionArn',
  THUMBNAIL_EDGES: '256,768',
  REUSE_ANSWERS: 'true',
};

function actionsOf(statements: Statement[]): string[] {
  return statements.flatMap(({ Action }) => toArray(Action));
}

const COLLECTION_ARN =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
  'arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}';

const EXECUTION_ARN =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
  'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${ProcessImageStateMachine.Name}:*';

/** `!Sub ${ResultsBucket.Arn}/records/*` and `!GetAtt ImagesTable.Arn` as `$ResultsBucket/records/*` and `$ImagesTable`. */
function toPattern(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = resource as Record<string, string>;
  if (text?.[0] === COLLECTION_ARN) return '$CollectionId';
  if (text === EXECUTION_ARN) return '$ProcessImageStateMachine:*';
  return (Ref ?? attribute?.replace(/\.Arn$/, '') ?? text?.replace(/\$\{(\w+)\.Arn\}/, '$1') ?? '').replace(
    /^(?=\w)/,
    '$',
  );
}

function allows({ Action, Resource }: Statement, action: string, target: string): boolean {
  return (
    toArray(Action).includes(action) &&
    toArray(Resource as unknown[])
      .map(toPattern)
      .some((pattern) =>
        pattern.endsWith('*') ? target.startsWith(pattern.slice(0, -1)) : target === pattern,
      )
  );
}

interface Sent {
  args: [command: { constructor: { name: string }; input: Record<string, string> }];
}

/** The action that a sent command needs, and what it is done to. The event's bucket is the uploads bucket. */
function toCall({ args: [command] }: Sent): [action: string, target: string] {
  const name = command.constructor.name as keyof typeof TARGETS;
  const { input } = command;
  const action = input.VersionId ? `${ACTIONS[name]}Version` : ACTIONS[name];
  const target = TARGETS[name](input) ?? '';
  return [action ?? name, target.replace(/^amzn-s3-demo-source-bucket/, '$UploadBucket')];
}

/** The record that CloseExecution finds: that of the event's execution. */
function toItem({ detail }: { detail: { executionArn: string; input: string } }): object {
  const { imageId, ...source } = JSON.parse(detail.input).image;
  const execution = { arn: detail.executionArn };
  return { imageId, schemaVersion: 1, status: 'FAILED', source, execution };
}

it('every folder of functions/ is one function, named after it', () => {
  expect(functions.map(([folder]) => folder).toSorted()).toEqual(functionFolders.toSorted());
});

describe.each(functions)('the role of %s', (folder, id) => {
  const statements = statementsOf(id);

  it('allows what the source calls, no more and no less', () => {
    const called = [...commandsOf(folder)].map((command) => ACTIONS[command] ?? `an action for ${command}`);
    const onBehalf = Object.keys(ON_BEHALF[folder] ?? {});

    expect([...new Set(actionsOf(statements))].toSorted()).toEqual(
      [...new Set([...called, ...onBehalf])].toSorted(),
    );
  });

  it('names every statement after its purpose', () => {
    for (const { Sid } of statements) expect(Sid).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  it('names exact resources, and actions without wildcards', () => {
    for (const { Action, Resource, Effect } of statements) {
      expect(Effect).toBe('Allow');
      for (const action of toArray(Action)) {
        expect(action).toMatch(/^[a-z0-9]+:[A-Z]\w+$/);
        const patterns = toArray(Resource as unknown[]).map(toPattern);
        const exact = WITHOUT_RESOURCE_LEVEL.includes(action)
          ? /^\*$/
          : /^\$\w+(\/([a-z]+\/)?\*|\/index\/\w+|:\*)?$/;
        for (const pattern of patterns) expect(pattern).toMatch(exact);
      }
    }
  });

  it('says why where it names no resource', () => {
    const open = statements.filter(({ Resource }) => Resource === '*');
    for (const { Sid } of open) expect(commentAbove(`Sid: ${Sid}`)).toMatch(/no resource level/);
  });
});

describe('what the functions do with their sample events', () => {
  const s3 = mockClient(S3Client);
  const mocks = {
    s3,
    rekognition: mockClient(RekognitionClient),
    stepFunctions: mockClient(SFNClient),
    sqs: mockClient(SQSClient),
    documents: mockClient(DynamoDBDocumentClient),
  };

  beforeAll(async () => {
    Object.assign(process.env, ENVIRONMENT);
    const create = { width: 3024, height: 4032, channels: 3, background: 'teal' } as const; // as the events say
    const jpeg = await sharp({ create }).jpeg().toBuffer();
    const Body = { transformToByteArray: async () => jpeg } as never;
    const ContentRange = `bytes 0-${jpeg.length - 1}/${jpeg.length}`;
    s3.on(GetObjectCommand).resolves({ Body, ContentRange, ContentLength: jpeg.length });
    s3.on(PutObjectCommand).resolves({});
    s3.on(HeadObjectCommand).rejects(new NotFound({ $metadata: {}, message: '' }));
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'a' }] });
    s3.on(DeleteObjectsCommand).resolves({});
    s3.on(ListObjectVersionsCommand).resolves({});
    mocks.rekognition.onAnyCommand().resolves({});
    mocks.rekognition.on(SearchFacesByImageCommand).resolves({
      SearchedFaceBoundingBox: { Left: 0.25, Top: 0.25, Width: 0.5, Height: 0.5 },
      FaceMatches: [{ Similarity: 99, Face: { FaceId: '1' } }],
    });
    mocks.stepFunctions.on(ListExecutionsCommand).resolves({});
    mocks.stepFunctions.on(GetExecutionHistoryCommand).resolves({ events: [] });
    mocks.stepFunctions.on(StartExecutionCommand).resolves({});
    mocks.sqs.on(SendMessageCommand).resolves({});
    mocks.sqs.on(SendMessageBatchCommand).resolves({});
    mocks.sqs.on(DeleteMessageBatchCommand).resolves({});
    const Messages = [
      { MessageId: '1', ReceiptHandle: '1', Body: readEvent('start-workflow').Records[0].body },
    ];
    mocks.sqs.on(ReceiveMessageCommand).resolvesOnce({ Messages }).resolves({});
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: '1' });
    mocks.documents
      .on(GetCommand)
      .resolves({ Item: toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z') });
    mocks.documents.on(ScanCommand).resolves({});
    mocks.documents.on(PutCommand).resolves({});
    mocks.documents.on(BatchGetCommand).resolves({});
    const samePicture = { IndexName: 'ByContent' };
    mocks.documents.on(QueryCommand, samePicture).resolves({ Items: [{ imageId: 'the same picture' }] });
    mocks.documents.on(UpdateCommand).resolves({ Attributes: toItem(readEvent('close-execution')) });
    // SweepRecords finds one that was never started.
    const open = { ...toItem(readEvent('close-execution')), status: 'PROCESSING' };
    const execution = { arn: '$ProcessImageStateMachine:1', startedAt: '2026-06-21T04:31:12.000Z' };
    const Keys = [{ imageId: 'the same picture' }];
    mocks.documents
      .on(BatchGetCommand, { RequestItems: { $ImagesTable: { Keys, ConsistentRead: true } } })
      .resolves({ Responses: { $ImagesTable: [{ ...open, execution }] } });
    mocks.stepFunctions
      .on(DescribeExecutionCommand)
      .rejects(new ExecutionDoesNotExist({ $metadata: {}, message: '' }));
  });

  /** The calls of one run. */
  async function callsOf(folder: string): Promise<[action: string, target: string][]> {
    for (const mock of Object.values(mocks)) mock.resetHistory();
    const { handler } = await import(`../../functions/${folder}/handler.ts`);
    await handler(readEvent(folder), context);
    return Object.values(mocks).flatMap((mock) => (mock.calls() as unknown as Sent[]).map(toCall));
  }

  it.each(functions)('is allowed to %s, on the very resources', async (folder, id) => {
    const calls = await callsOf(folder);

    expect(calls.length).toBeGreaterThan(0);
    for (const [action, target] of calls) {
      const allowed = statementsOf(id).some((statement) => allows(statement, action, target));
      expect([action, target, allowed]).toEqual([action, target, true]);
    }
  });
});

describe.each(resourcesOf('AWS::Serverless::StateMachine'))('the role of %s', (id, { Properties }) => {
  const statements = statementsOf(id);

  it('invokes exactly the functions that the definition names', () => {
    const invoke = statements.find(({ Sid }) => Sid === 'InvokeTasks');
    const substituted: Record<string, unknown> = Properties.DefinitionSubstitutions;
    const tasks = Object.entries(substituted).flatMap(([name, value]) =>
      name.endsWith('Arn') ? [value] : [],
    );

    expect(invoke?.Action).toBe('lambda:InvokeFunction');
    expect(invoke?.Resource).toEqual(tasks);
  });

  /** {@link https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html} */
  it('delivers logs with the eight actions of AWS, which know no resource', () => {
    const deliver = statements.find(({ Sid }) => Sid === 'DeliverLogs');

    expect(deliver?.Resource).toBe('*');
    expect(deliver?.Action).toEqual([
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ]);
    expect(commentAbove('Sid: DeliverLogs')).toMatch(/no resource level/);
  });
});

it('the role of ProcessImage may do nothing else', () => {
  const names = statementsOf('ProcessImageStateMachine').map(({ Sid }) => Sid);

  expect(names).toEqual(['InvokeTasks', 'DeliverLogs']);
});

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html} */
describe('the role of Backfill', () => {
  const statements = statementsOf('BackfillStateMachine');
  const { Roles, PolicyDocument } = resource('BackfillMapPolicy').Properties;
  const withoutSid = (list: Statement[]) => list.map(({ Sid: _, Effect: __, ...statement }) => statement);

  it('lists the bucket and writes the results that the definition names, and does nothing else', () => {
    expect(
      withoutSid(statements.filter(({ Sid }) => !/^(InvokeTasks|DeliverLogs)$/.test(Sid ?? ''))),
    ).toEqual([
      { Action: 's3:ListBucket', Resource: { 'Fn::GetAtt': 'UploadBucket.Arn' } },
      {
        Action: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
        Resource: { 'Fn::Sub': '${ResultsBucket.Arn}/backfill/*' },
      },
    ]);
  });

  it('starts, follows and stops executions of its own Map alone', () => {
    expect(Roles).toEqual([{ Ref: 'BackfillStateMachineRole' }]);
    expect(withoutSid(PolicyDocument.Statement)).toEqual([
      { Action: 'states:StartExecution', Resource: { Ref: 'BackfillStateMachine' } },
      {
        Action: ['states:DescribeExecution', 'states:StopExecution'],
        Resource: [':*', '/*'].map((rest) => ({
          'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${BackfillStateMachine.Name}${rest}`,
        })),
      },
    ]);
  });
});

describe('rights that SAM or AWS would add by themselves', () => {
  it('come from no policy template and no managed policy', () => {
    for (const [, { Properties }] of [
      ...resourcesOf('AWS::Serverless::Function'),
      ...resourcesOf('AWS::Serverless::StateMachine'),
    ]) {
      expect(Properties).not.toHaveProperty('Role');
      for (const policy of Properties.Policies)
        expect(Object.keys(policy).toSorted()).toEqual(['Statement', 'Version']);
    }
  });

  it('come from no event of a function: an SQS event opens every queue', () => {
    for (const [, { Properties }] of resourcesOf('AWS::Serverless::Function'))
      expect(Properties).not.toHaveProperty('Events');
  });
});
