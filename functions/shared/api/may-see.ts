// Whose photographs a caller may see.

import { SHARED_OWNER } from '../owner.ts';
import { toOwner } from '../upload-key.ts';
import type { Caller } from './caller.ts';

/**
 * @param key - Of the original, which names its owner.
 * @param isolation - The stack's: with it another's photograph does not exist.
 */
export function maySee({ owner, isAdmin }: Caller, key: string, isolation: boolean): boolean {
  return !isolation || isAdmin || [owner, SHARED_OWNER].includes(toOwner(key));
}
