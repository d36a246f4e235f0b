// Where the next page begins: opaque, and good for its own query alone.

import { createHash } from 'node:crypto';
import { ApiProblem } from './problem.ts';

/** @param query - Everything that decides what the pages hold: criteria, order, who asks; not the size of a page. */
export function toCursor(position: string, query: unknown): string {
  return Buffer.from(JSON.stringify([position, toSeal(position, query)])).toString('base64url');
}

/**
 * @param bounds - Of the list, where DynamoDB refuses a position beyond them.
 * @throws {ApiProblem} For one that was changed, cut, or made for another query or by somebody else.
 */
export function parseCursor(cursor: string, query: unknown, bounds?: { low: string; high: string }): string {
  try {
    const [position, seal] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isInside = !bounds || (position >= bounds.low && position <= bounds.high);
    if (typeof position === 'string' && isInside && seal === toSeal(position, query)) return position;
  } catch {} // no JSON is no cursor of ours
  throw new ApiProblem(
    'invalid-cursor',
    'Expected the cursor of a page of this very query but found another one',
    {
      errors: [{ in: 'query', name: 'cursor', detail: 'Expected the cursor of a page of this very query' }],
    },
  );
}

/** No secret: whoever makes a cursor of their own gets what they might have asked for anyway. */
function toSeal(position: string, query: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([position, query]))
    .digest('base64url')
    .slice(0, 16);
}
