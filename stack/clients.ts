// The SDK's clients for one endpoint, made once and used by everything.

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CREDENTIALS, REGION } from './local-credentials.ts';

export type Clients = ReturnType<typeof createClients>;

export function createClients(endpoint: string) {
  const configuration = { endpoint, region: REGION, credentials: CREDENTIALS };
  return {
    cloudFormation: new CloudFormationClient(configuration),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(configuration)),
    lambda: new LambdaClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }), // one address has no host name per bucket
    sfn: new SFNClient(configuration),
    sqs: new SQSClient({ ...configuration, useQueueUrlAsEndpoint: false }), // its queue URLs name another host
  };
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
