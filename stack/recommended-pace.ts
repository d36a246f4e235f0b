// How many photographs an account can have at work at once: what the parameter MaxPhotographsInFlight is best set to.

import { STARTERS } from '../functions/start-workflow/pace.ts';

/** Quotas of an account in one region. */
export interface AccountQuotas {
  /** Concurrent executions of Lambda that no function has reserved. */
  lambdas: number;
  /** Calls a second of the Rekognition operation that has fewest. */
  rekognitionTps: number;
}

export interface RecommendedPace {
  maxPhotographsInFlight: number;
  /** Which quota decides it, and would have to be raised for more. */
  limitedBy: 'Lambda' | 'Rekognition';
  /** Whether photographs and everything else in the account fight for Lambdas all the same: below a hundred. */
  isTight: boolean;
}

/** What a new account carries: 10 Lambdas, 5 calls a second. Less makes it slower and saves nothing. */
const LEAST = 6;
/** Of the parameter: with the slots of those who wait, one page of ListExecutions. */
const MOST = 800;
/** One photograph takes six seconds of Lambda in the six that it holds its slot; a fifth is for unevenness. */
const PHOTOGRAPHS_PER_LAMBDA = 0.8;
/** It asks each operation once in that time, two seconds of which Step Functions takes to list that it has ended. */
const SECONDS_PER_CALL = 6;
const ENOUGH_LAMBDAS = 100;

/**
 * `npm run bench:account` simulates what it makes of a burst: a value ten times too large still ends every photograph, but
 * with more retries; one too small only takes longer.
 */
export function recommendPace({ lambdas, rekognitionTps }: AccountQuotas): RecommendedPace {
  const byLambda = PHOTOGRAPHS_PER_LAMBDA * (lambdas - STARTERS); // these wait in Lambdas of their own
  const byRekognition = SECONDS_PER_CALL * rekognitionTps;
  return {
    maxPhotographsInFlight: Math.min(MOST, Math.max(LEAST, Math.floor(Math.min(byLambda, byRekognition)))),
    limitedBy: byLambda < byRekognition ? 'Lambda' : 'Rekognition',
    isTight: lambdas < ENOUGH_LAMBDAS,
  };
}
