// One thing that was looked at.

/** `warning`: it works without, or worse; `missing`: what needs it cannot run. */
export type State = 'ok' | 'warning' | 'missing';

export interface Check {
  /** `Python`, `credentials`. */
  name: string;
  state: State;
  /** What was found, or that nothing was. */
  found: string;
  /** What to do; absent where all is well. */
  advice?: string;
  /** The commands that need it: `start`, `deploy`. */
  neededBy: readonly string[];
}
