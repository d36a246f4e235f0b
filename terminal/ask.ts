// A question to the person at the terminal.

import { createInterface } from 'node:readline/promises';

/** @returns Undefined where nobody is there to ask: in a pipe, in CI. */
export type Ask = (question: string) => Promise<boolean | undefined>;

/**
 * Asks on standard error, for standard output is for results. Only `y` and `yes` are a yes; Ctrl-D is a no.
 *
 * @param signal - Aborted, the answer is no.
 */
export function createAsk(signal: AbortSignal, input = process.stdin, output = process.stderr): Ask {
  return async (question) => {
    if (!input.isTTY || !output.isTTY) return undefined;
    // Not as a terminal of its own: the terminal's Ctrl-C stays the signal that it is everywhere else.
    const lines = createInterface({ input, output, terminal: false });
    const ended = new AbortController(); // Ctrl-D: else the question would never be answered
    lines.once('close', () => ended.abort());
    const stop = AbortSignal.any([signal, ended.signal]);
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: stop })).trim());
    } catch (error) {
      if (stop.aborted) return false;
      throw error;
    } finally {
      lines.close();
    }
  };
}
