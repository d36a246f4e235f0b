// The state machine as it is deployed, as far as a burst can tell: which task follows which, and how each is retried.

import { readFileSync } from 'node:fs';

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}

export interface State {
  Type: string;
  Parameters?: { FunctionName?: string };
  Choices?: { Next: string }[];
  Retry?: Retrier[];
  Catch?: { Next: string }[];
  Next?: string;
  Branches?: Machine[];
}

export interface Machine {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
}

export function readMachine(): Machine {
  const file = new URL('../../statemachine/process-image.asl.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** `${DetectLabelsFunctionArn}` is DetectLabels. */
export function toFunctionName(state: State): string {
  const name = /^\$\{(\w+)FunctionArn\}$/.exec(state.Parameters?.FunctionName ?? '')?.[1];
  if (!name) throw new Error(`Expected a task that invokes a function but found ${JSON.stringify(state)}`);
  return name;
}

/** The retrier that an error meets: the first that names it. */
export function findRetrier({ Retry = [] }: State, error: string): Retrier | undefined {
  return Retry.find(({ ErrorEquals }) =>
    ErrorEquals.some((name) => name === error || name === 'States.TaskFailed' || name === 'States.ALL'),
  );
}

/**
 * @param retries - How often this retrier was used before for this visit of the state.
 * @param chance - 0 to 1.
 * @returns Seconds until the next attempt; undefined where there is none left.
 */
export function toPauseSeconds(
  {
    IntervalSeconds = 1,
    MaxAttempts = 3,
    BackoffRate = 2,
    MaxDelaySeconds = Infinity,
    JitterStrategy,
  }: Retrier,
  retries: number,
  chance: number,
): number | undefined {
  if (retries >= MaxAttempts) return undefined;
  const longest = Math.min(IntervalSeconds * BackoffRate ** retries, MaxDelaySeconds);
  return JitterStrategy === 'FULL' ? chance * longest : longest;
}
