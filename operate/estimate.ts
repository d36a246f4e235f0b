// What running photographs comes to, said before anything is run.

import { FEATURES, type Feature } from '@image-workflow/record/features';
import { FEATURE_USD, OTHER_USD } from '../functions/shared/prices.ts';

/**
 * One photograph, at list prices, without the search of faces: it is paid by face, of which nobody knows the number.
 *
 * @param features - The stack's parameter.
 * @param askAgain - Absent: all of them are asked.
 */
export function toUsd(features: string, askAgain: readonly Feature[] = FEATURES): number {
  const names = features.split(',').filter((name): name is Feature => FEATURES.includes(name as Feature));
  const asked = names.filter((name) => name !== 'people' && askAgain.includes(name));
  return asked.reduce((sum, name) => sum + FEATURE_USD[name], OTHER_USD);
}

/** `$0.004`, `$41.50` */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 3 : 2)}`;
}

export function countPhotographs(photographs: number): string {
  return `${photographs.toLocaleString('en')} ${photographs === 1 ? 'photograph' : 'photographs'}`;
}
