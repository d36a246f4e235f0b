// Lambda entry of RelabelQueue: earlier photographs learn who is known now, or what somebody is called now.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSEvent } from 'aws-lambda';
import { toClientOptions } from '../shared/client-options.ts';
import { integerFromEnv, percentFromEnv, stringFromEnv } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { parse } from '../shared/parse.ts';
import type { RelabelTarget } from '../shared/people/people-target.ts';
import { toPeople } from '../shared/people/person.ts';
import { relabel } from '../shared/people/relabel/relabel.ts';
import { relabelMessageSchema, sendRelabelMessage } from '../shared/people/relabel/relabel-message.ts';
import { scanPeople } from '../shared/people/scan-people.ts';

/** What is left of an invocation when it stops: time for the searches under way, which may wait for quota. */
const RESERVE_MS = 180_000;

const target: RelabelTarget = {
  rekognition: new RekognitionClient({ ...toClientOptions(), maxAttempts: 2 }),
  documents: DynamoDBDocumentClient.from(new DynamoDBClient(toClientOptions())),
  s3: new S3Client(toClientOptions()),
  peopleTable: stringFromEnv('PEOPLE_TABLE_NAME'),
  collectionId: stringFromEnv('COLLECTION_ID'),
  imagesTable: stringFromEnv('TABLE_NAME'),
  resultsBucket: stringFromEnv('RESULTS_BUCKET'),
  faceMatchThreshold: percentFromEnv('FACE_MATCH_THRESHOLD'),
  maxSearchedFaces: integerFromEnv('MAX_SEARCHED_FACES'),
  patienceMs: 120_000,
};
const sqs = new SQSClient(toClientOptions());
const queueUrl = stringFromEnv('RELABEL_QUEUE_URL');

/** One message an invocation: what fails is delivered again, and in the end set aside. */
export const handler = async (event: SQSEvent, context: Context): Promise<void> => {
  logger.addContext(context);
  for (const { body } of event.Records) await relabelAll(JSON.parse(body), context);
};

async function relabelAll(body: unknown, context: Context): Promise<void> {
  const message = parse(relabelMessageSchema, 'what photographs have to learn', body);
  const people = toPeople([...(await scanPeople(target)).values()]);
  const names = new Map(people.map(({ personId, name }) => [personId, name]));
  for (const personId of message.removedIds) names.delete(personId); // even where the removal is not through yet

  const { nextKey, ...relabelled } = await relabel(
    target,
    {
      names,
      isSearch: message.isSearch,
      onlyUnnamed: true,
      merged: new Map(Object.entries(message.merged)),
      removedIds: message.removedIds,
    },
    {
      signal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS)),
      onProgress: () => {},
      startKey: message.startKey,
    },
  );
  logger.info('Earlier photographs relabelled', { ...relabelled, isComplete: !nextKey });
  if (nextKey) await sendRelabelMessage(sqs, queueUrl, { ...message, startKey: nextKey });
}
