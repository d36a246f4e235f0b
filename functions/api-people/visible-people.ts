// Who a user may know of, where users are kept apart: whoever is in a photograph that they see.

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Person } from '../shared/people/person.ts';
import { type Counter, type SearchTable, toCounterPartition } from '../shared/search/search-table.ts';
import { normalize } from '../shared/search/terms.ts';
import { findNewest } from './list-people.ts';

/**
 * @param scopes - Whose photographs the user sees.
 * @param people - All.
 */
export async function findVisiblePeople(
  search: SearchTable,
  scopes: readonly string[],
  people: readonly Person[],
): Promise<Person[]> {
  const names = new Set((await Promise.all(scopes.map((scope) => readNames(search, scope)))).flat());
  const byName = Map.groupBy(people, ({ name }) => normalize(name));
  const found = await Promise.all(
    people.map(async (person) => {
      const name = normalize(person.name);
      if (!names.has(name)) return [];
      // A name that several have says of none of them that it is they.
      const isOnly = byName.get(name)?.length === 1;
      return isOnly || (await findNewest(search, scopes, person.personId)) ? [person] : [];
    }),
  );
  return found.flat();
}

/** As the index counts them: one short entry for each name, not for each photograph. */
async function readNames({ documents, tableName }: SearchTable, scope: string): Promise<string[]> {
  const names: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': toCounterPartition(scope, 'person') },
        ExclusiveStartKey,
      }),
    );
    names.push(...((page.Items ?? []) as Counter[]).map(({ sk }) => sk)); // written by indexImage alone
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return names;
}
