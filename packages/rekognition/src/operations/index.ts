// The operations this server offers, by the service's own names.

import { compareFaces } from './compare-faces.ts';
import { createCollection } from './create-collection.ts';
import { deleteCollection } from './delete-collection.ts';
import { deleteFaces } from './delete-faces.ts';
import { describeCollection } from './describe-collection.ts';
import { detectCustomLabels } from './detect-custom-labels.ts';
import { detectFaces } from './detect-faces.ts';
import { detectLabels } from './detect-labels.ts';
import { detectModerationLabels } from './detect-moderation-labels.ts';
import { detectText } from './detect-text.ts';
import { indexFaces } from './index-faces.ts';
import { listCollections } from './list-collections.ts';
import { listFaces } from './list-faces.ts';
import type { Operation } from './operation.ts';
import { recognizeCelebrities } from './recognize-celebrities.ts';
import { searchFaces } from './search-faces.ts';
import { searchFacesByImage } from './search-faces-by-image.ts';

// biome-ignore lint/suspicious/noExplicitAny: each operation's request has its own schema, checked where it is parsed
export const operations: Readonly<Record<string, Operation<any>>> = {
  CompareFaces: compareFaces,
  CreateCollection: createCollection,
  DeleteCollection: deleteCollection,
  DeleteFaces: deleteFaces,
  DescribeCollection: describeCollection,
  DetectCustomLabels: detectCustomLabels,
  DetectFaces: detectFaces,
  DetectLabels: detectLabels,
  DetectModerationLabels: detectModerationLabels,
  DetectText: detectText,
  IndexFaces: indexFaces,
  ListCollections: listCollections,
  ListFaces: listFaces,
  RecognizeCelebrities: recognizeCelebrities,
  SearchFaces: searchFaces,
  SearchFacesByImage: searchFacesByImage,
};
