// Everybody who is enrolled.

import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { parse } from '../parse.ts';
import { type EnrolledFace, enrolledFaceSchema } from './people-table.ts';
import type { PeopleRegistry } from './people-target.ts';

/** All faces that are enrolled, by face id. */
export async function scanPeople({
  documents,
  peopleTable,
}: Pick<PeopleRegistry, 'documents' | 'peopleTable'>): Promise<Map<string, EnrolledFace>> {
  const table = new Map<string, EnrolledFace>();
  const pages = paginateScan({ client: documents }, { TableName: peopleTable, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const face = parse(enrolledFaceSchema, 'an item of the People table', item);
      table.set(face.faceId, face);
    }
  }
  return table;
}
