// ListCollections: the ids of all collections, in pages.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_ListCollections.html}

import { z } from 'zod';
import { FACE_MODEL_VERSION } from '../collections/face-record.ts';
import { pageOf } from '../collections/pages.ts';
import { maxResultsSchema, nextTokenSchema } from '../collections/schemas.ts';
import { defineOperation } from './operation.ts';

export const listCollections = defineOperation({
  request: z.object({ MaxResults: maxResultsSchema, NextToken: nextTokenSchema }),

  async answer({ MaxResults, NextToken }, { collections }) {
    const { entries, ...next } = pageOf(await collections.list(), ({ id }) => id, {
      maxResults: MaxResults,
      nextToken: NextToken,
    });
    return {
      CollectionIds: entries.map(({ id }) => id),
      FaceModelVersions: entries.map(() => FACE_MODEL_VERSION),
      ...next,
    };
  },
});
