// Whose people: those of the local cloud that runs here, or those of a stack in AWS.

import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { PeopleError } from '../operate/people/errors.ts';
import { CREDENTIALS, REGION } from './local-credentials.ts';
import { findRunning } from './running.ts';
import { STACK_NAME } from './stack.ts';

/** Rekognition allows a few calls a second in some regions, and says ThrottlingException to the rest. */
const MAX_ATTEMPTS = 8;

/** The defaults of the template's parameters. */
const DEFAULT_FACE_MATCH_THRESHOLD = 80;
const DEFAULT_MAX_SEARCHED_FACES = 50;

const outputsSchema = z.object({
  PeopleTableName: z.string(),
  PeopleCollectionId: z.string(),
  ImagesTableName: z.string(),
  ResultsBucketName: z.string(),
});

export interface Target {
  rekognition: RekognitionClient;
  documents: DynamoDBDocumentClient;
  s3: S3Client;
  peopleTable: string;
  collectionId: string;
  imagesTable: string;
  resultsBucket: string;
  /** Percent: how alike two faces are that are one person's. */
  faceMatchThreshold: number;
  /** Faces of one photograph. */
  maxSearchedFaces: number;
}

export interface TargetOptions {
  /** Of a deployed stack, with the credentials and the region that the AWS SDK finds. */
  stack?: string | undefined;
  /** Of a cloud on this machine that `npm start --endpoint` uses. */
  endpoint?: string | undefined;
  /** Of the local cloud. */
  stateFolder: string;
}

/**
 * @throws {PeopleError} When the local cloud does not run, or there is no such stack, or an older one.
 */
export async function openTarget({ stack, endpoint, stateFolder }: TargetOptions): Promise<Target> {
  if (stack !== undefined) return connect(stack, {}, () => ({}));

  const local = endpoint ?? (await findRunning(stateFolder));
  if (local === undefined) {
    throw new PeopleError(
      'The local cloud does not run: start it with npm start, or name a stack with --stack',
    );
  }
  const configuration = { region: REGION, credentials: CREDENTIALS };
  return connect(STACK_NAME, { ...configuration, endpoint: local }, (rekognitionEndpoint) => ({
    ...configuration,
    endpoint: rekognitionEndpoint || local,
  }));
}

interface ClientConfiguration {
  endpoint?: string;
  region?: string;
  credentials?: typeof CREDENTIALS;
}

/**
 * @param configuration - Empty for whatever the SDK finds by itself.
 * @param toRekognition - The same for Rekognition, given the stack's parameter RekognitionEndpoint.
 */
async function connect(
  stackName: string,
  configuration: ClientConfiguration,
  toRekognition: (endpoint: string) => ClientConfiguration,
): Promise<Target> {
  const stack = await readStack(new CloudFormationClient(configuration), stackName);
  const outputs = outputsSchema.safeParse(
    Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  );
  if (!outputs.success) {
    const missing = outputs.error.issues[0]?.path.join('.');
    throw new PeopleError(`The stack ${stackName} has no output ${missing}: deploy it anew`);
  }
  const parameters = new Map(
    stack.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
  );
  const { PeopleTableName, PeopleCollectionId, ImagesTableName, ResultsBucketName } = outputs.data;
  return {
    rekognition: new RekognitionClient({
      ...toRekognition(parameters.get('RekognitionEndpoint') ?? ''),
      maxAttempts: MAX_ATTEMPTS,
    }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(configuration), {
      marshallOptions: { removeUndefinedValues: true }, // absent means unknown
    }),
    s3: new S3Client({ ...configuration, forcePathStyle: configuration.endpoint !== undefined }),
    peopleTable: PeopleTableName,
    collectionId: PeopleCollectionId,
    imagesTable: ImagesTableName,
    resultsBucket: ResultsBucketName,
    faceMatchThreshold: Number(parameters.get('FaceMatchThreshold') ?? DEFAULT_FACE_MATCH_THRESHOLD),
    maxSearchedFaces: Number(parameters.get('MaxSearchedFaces') ?? DEFAULT_MAX_SEARCHED_FACES),
  };
}

/** The first call of every run: it tells of missing credentials, a missing region, or a cloud that does not answer. */
async function readStack(cloudFormation: CloudFormationClient, name: string): Promise<Stack> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    if (Stacks?.[0]) return Stacks[0];
  } catch (cause) {
    const { message } = cause as Error;
    // CloudFormation has no error of its own for a stack that is not there.
    if (!/does not exist/.test(message)) {
      throw new PeopleError(`Expected to read the stack ${name} but found: ${message}`, { cause });
    }
  }
  throw new PeopleError(`Expected a stack ${name} but there is none: is it the right account and region?`);
}
