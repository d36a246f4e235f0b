// Lambda entry of the routes that read: configuration, photographs, search, suggestions, status.

import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { getConfig } from '@image-workflow/record/api/config';
import { getImage, getSuggestions, listImages } from '@image-workflow/record/api/images';
import { getStatus } from '@image-workflow/record/api/status';
import { listTrash } from '@image-workflow/record/api/trash';
import { createApi } from '../shared/api/api.ts';
import { maySee } from '../shared/api/may-see.ts';
import { ObjectUrls } from '../shared/api/object-urls.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { toClientOptions } from '../shared/client-options.ts';
import { stringFromEnv } from '../shared/env.ts';
import { imagesTableFromEnv } from '../shared/images-table.ts';
import { parseQueues } from '../shared/named-queues.ts';
import { readLiveRecord } from '../shared/records/read-live-record.ts';
import { type SearchTable, toVisibleScopes } from '../shared/search/search-table.ts';
import { configFromEnv } from './config.ts';
import { toImageDetail } from './image-detail.ts';
import { listPage } from './image-list.ts';
import { readStackStatus } from './stack-status.ts';
import { findSuggestions } from './suggestions.ts';
import { listTrash as readTrash } from './trash.ts';

const table = imagesTableFromEnv();
const search: SearchTable = {
  documents: table.documents,
  tableName: stringFromEnv('SEARCH_TABLE_NAME'),
};
const urls = new ObjectUrls(new S3Client(toClientOptions()));
const resultsBucket = stringFromEnv('RESULTS_BUCKET');
const config = configFromEnv();
const status = {
  sqs: new SQSClient(toClientOptions()),
  queues: parseQueues(stringFromEnv('QUEUES')),
  deadLetterQueues: parseQueues(stringFromEnv('DEAD_LETTER_QUEUES')),
  search,
  config,
};

const api = createApi()
  .on(getConfig, async () => ({ body: config, headers: { 'cache-control': 'public, max-age=60' } }))
  .on(listImages, async ({ query, caller }) => {
    const scopes = toVisibleScopes(caller, config.isolation);
    return {
      body: await listPage(search, scopes, query, (key) => urls.sign({ bucket: resultsBucket, key })),
    };
  })
  .on(getSuggestions, async ({ query, caller }) => {
    const scopes = toVisibleScopes(caller, config.isolation);
    return { body: { items: await findSuggestions(search, scopes, query) } };
  })
  .on(listTrash, async ({ query, caller }) => ({
    body: await readTrash(search, toVisibleScopes(caller, config.isolation), query),
  }))
  .on(getStatus, async ({ caller }) => ({
    body: await readStackStatus(status, toVisibleScopes(caller, config.isolation)),
  }))
  .on(getImage, async ({ params: { imageId }, caller }) => {
    const record = await readLiveRecord(table, imageId);
    if (!record || !maySee(caller, record.source.key, config.isolation)) {
      throw new ApiProblem(
        'not-found',
        `Expected a photograph but there is none with the imageId ${imageId}`,
      );
    }
    return { body: await toImageDetail(record, urls, resultsBucket) };
  });

export const { handler } = api;
