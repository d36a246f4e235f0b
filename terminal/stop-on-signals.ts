// Ctrl-C: once to stop in order, twice to stop at once. So it is where nobody reads the output any more, as after `| head -1`.

/**
 * One Ctrl-C may arrive several times: from the terminal, from npm, and from run.mjs, which all pass it on.
 * Nobody presses it twice this fast.
 */
const SAME_SIGNAL_MS = 400;

/** @returns Aborted by the first signal. `force` is called by the second. */
export function stopOnSignals(force: () => void): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.stdout.on('error', onSignal);
  return controller.signal;
}
