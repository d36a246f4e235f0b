// How many photographs an account can have at work at once: what the parameter MaxPhotographsInFlight is best set to.

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
/** One photograph takes 1.6 Lambdas on average, as it goes through its states: 6.5 seconds in four. */
const PHOTOGRAPHS_PER_LAMBDA = 0.6;
/** One photograph asks each operation once in about five seconds. */
const SECONDS_PER_CALL = 5;
const ENOUGH_LAMBDAS = 100;

/**
 * `npm run bench:account` simulates what it makes of a burst: a value ten times too large still ends every photograph, but
 * with more retries; one too small only takes longer.
 */
export function recommendPace({ lambdas, rekognitionTps }: AccountQuotas): RecommendedPace {
  const byLambda = PHOTOGRAPHS_PER_LAMBDA * lambdas;
  const byRekognition = SECONDS_PER_CALL * rekognitionTps;
  return {
    maxPhotographsInFlight: Math.min(MOST, Math.max(LEAST, Math.floor(Math.min(byLambda, byRekognition)))),
    limitedBy: byLambda < byRekognition ? 'Lambda' : 'Rekognition',
    isTight: lambdas < ENOUGH_LAMBDAS,
  };
}
