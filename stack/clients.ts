// The SDK's clients for one account or one endpoint, made once and used by everything.

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CREDENTIALS, REGION } from './local-credentials.ts';

/** Rekognition allows a few calls a second in some regions, and says ThrottlingException to the rest. */
const MAX_REKOGNITION_ATTEMPTS = 8;

/** Where AWS is and who asks. Empty for what the SDK finds by itself. */
export interface Connection {
  endpoint?: string;
  region?: string;
  credentials?: typeof CREDENTIALS;
}

export type Clients = ReturnType<typeof createClients>;

/** Of something on this machine that speaks the AWS API. */
export function toLocalConnection(endpoint: string): Connection {
  return { endpoint, region: REGION, credentials: CREDENTIALS };
}

/** @param rekognitionEndpoint - Where Rekognition answers, if not where everything else does. */
export function createClients(connection: Connection, rekognitionEndpoint?: string) {
  const isLocal = connection.endpoint !== undefined;
  return {
    cloudFormation: new CloudFormationClient(connection),
    cognito: new CognitoIdentityProviderClient(connection),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(connection), {
      marshallOptions: { removeUndefinedValues: true }, // absent means unknown
    }),
    lambda: new LambdaClient(connection),
    logs: new CloudWatchLogsClient(connection),
    rekognition: new RekognitionClient({
      ...connection,
      ...(rekognitionEndpoint && { endpoint: rekognitionEndpoint }),
      maxAttempts: MAX_REKOGNITION_ATTEMPTS,
    }),
    s3: new S3Client({ ...connection, forcePathStyle: isLocal }), // one address has no host name per bucket
    sfn: new SFNClient(connection),
    sqs: new SQSClient({ ...connection, useQueueUrlAsEndpoint: !isLocal }), // local queue URLs name another host
  };
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
