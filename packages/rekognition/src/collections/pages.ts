// Lists in pages. A token names the last entry of its page, so entries that come or go elsewhere do not shift it.

import { createHash } from 'node:crypto';
import { RekognitionError } from '../errors.ts';

export interface Page<Entry> {
  entries: Entry[];
  /** Absent on the last page. */
  NextToken?: string;
}

export interface PageRequest {
  /** Entries of one page. */
  maxResults: number;
  nextToken?: string | undefined;
}

/**
 * @param sorted - All entries, ascending by `keyOf`.
 * @throws {RekognitionError} InvalidPaginationTokenException for a token that no page gave out.
 */
export function pageOf<Entry>(
  sorted: readonly Entry[],
  keyOf: (entry: Entry) => string,
  { maxResults, nextToken }: PageRequest,
): Page<Entry> {
  const after = nextToken === undefined ? '' : decodeToken(nextToken);
  const rest = sorted.filter((entry) => toTokenKey(keyOf(entry)) > after);
  const entries = rest.slice(0, maxResults);
  const last = entries.at(-1);
  if (last === undefined || entries.length === rest.length) return { entries };
  return { entries, NextToken: encodeToken(toTokenKey(keyOf(last))) };
}

const MAX_TOKEN_LENGTH = 255; // the service's bound
const CHECK_LENGTH = 8;

/** A collection id may be as long as a token; what does not fit beside the check is cut. */
const toTokenKey = (key: string) => key.slice(0, MAX_TOKEN_LENGTH - CHECK_LENGTH);

const checkOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, CHECK_LENGTH);

const encodeToken = (key: string) => checkOf(key) + key;

function decodeToken(token: string): string {
  const key = token.slice(CHECK_LENGTH);
  if (token.startsWith(checkOf(key))) return key;
  throw new RekognitionError('InvalidPaginationTokenException', 'Request has invalid pagination token');
}
