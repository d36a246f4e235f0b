// The search table: what lies where.
//
// | partition | sort | item |
// |---|---|---|
// | `<scope>#<kind>#<value>` | order key | an entry: one photograph that has this term, with its card |
// | `<scope>#deleted#` | order key of the deletion | an entry: one photograph that was deleted and can be brought back |
// | `<scope>#suggestions#<kind>` | value | how many photographs have the term, and how to show it |
// | `!image#<imageId>` | `state` | what the index holds of one photograph: written with every change, so that it is never wrong |

import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SHARED_OWNER } from '../owner.ts';
import type { StoredCard } from './card.ts';
import { type Term, toTermKey } from './terms.ts';

export interface SearchTable {
  documents: DynamoDBDocumentClient;
  tableName: string;
}

/** Everybody's photographs. No owner can have this name. */
export const EVERYTHING = '*';

export interface SearchEntry {
  pk: string;
  /** Order key. */
  sk: string;
  /** A `StoredCard`, or of what was deleted a `DeletedImage`, as JSON: smaller than DynamoDB's maps, and faster to read. */
  card: string;
  /** A mark for each term of the photograph: what else it has is known without reading another entry. */
  marks: Uint8Array;
}

export interface Counter {
  pk: string;
  sk: string;
  title: string;
  suggests?: string;
  count: number;
}

/** Where a photograph is found: with isolation also below its owner, so that a user's lists hold nobody else's. */
export function toScopes(owner: string, isolation: boolean): string[] {
  return isolation ? [EVERYTHING, owner] : [EVERYTHING];
}

/** Where someone looks. */
export function toVisibleScopes(caller: { owner: string; isAdmin: boolean }, isolation: boolean): string[] {
  return !isolation || caller.isAdmin ? [EVERYTHING] : [...new Set([caller.owner, SHARED_OWNER])];
}

export function toEntryPartition(scope: string, termKey: string): string {
  return `${scope}#${termKey}`;
}

export function toCounterPartition(scope: string, kind: string): string {
  return `${scope}#suggestions#${kind}`;
}

/** No scope begins so. */
export const STATE_PREFIX = '!image#';

export function toStateKey(imageId: string): { pk: string; sk: string } {
  return { pk: `${STATE_PREFIX}${imageId}`, sk: 'state' };
}

/** Of a term's hash: two of a million terms of one photograph would be taken for each other once in 10^8 photographs. */
const MARK_BYTES = 6;

export function toMark(termKey: string): Buffer {
  return createHash('sha256').update(termKey).digest().subarray(0, MARK_BYTES);
}

export function toMarks(terms: readonly Term[]): Uint8Array {
  return new Uint8Array(Buffer.concat(terms.map((term) => toMark(toTermKey(term)))));
}

export function hasMark(marks: Uint8Array, mark: Buffer): boolean {
  for (let at = 0; at < marks.length; at += MARK_BYTES) {
    if (mark.equals(marks.subarray(at, at + MARK_BYTES))) return true;
  }
  return false;
}

export function parseCard({ card }: Pick<SearchEntry, 'card'>): StoredCard {
  return JSON.parse(card); // written by toCard alone
}
