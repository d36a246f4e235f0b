// What an operation is: the schema of its request, and the answer in the service's own shape.

import type { z } from 'zod';
import type { CollectionStore } from '../collections/collection-store.ts';
import type { ReadImage } from '../image-source.ts';
import type { Inference } from '../inference/inference.ts';

/** What operations work with. */
export interface Services {
  readImage: ReadImage;
  inference: Inference;
  collections: CollectionStore;
  /** Id of the collection that RecognizeCelebrities knows faces from; it need not exist. */
  celebrityCollection: string;
  /** Users' own classifiers, one folder each. It need not exist. */
  customModelsFolder: string;
}

export interface Operation<Schema extends z.ZodType = z.ZodType> {
  /** The members the request may have; constraints as in the service's API model. */
  request: Schema;
  answer(request: z.output<Schema>, services: Services): Promise<object>;
}

/** Ties the type of `answer`'s request to the schema. */
export function defineOperation<Schema extends z.ZodType>(operation: Operation<Schema>): Operation<Schema> {
  return operation;
}
