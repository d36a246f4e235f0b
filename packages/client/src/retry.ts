// Asking again: what is transient, with full jitter, and never sooner than the server wishes.

/** Statuses that say "not now". */
const TRANSIENT = new Set([429, 502, 503, 504]);

const BASE_MS = 300;
const LONGEST_MS = 8_000;

export function isTransient(status: number): boolean {
  return TRANSIENT.has(status);
}

/**
 * @param attempt - 1 for the pause after the first try.
 * @param retryAfter - The header of that name: seconds or a date.
 * @returns Milliseconds.
 */
export function pauseMs(attempt: number, retryAfter?: string | null, random = Math.random): number {
  const jittered = random() * Math.min(LONGEST_MS, BASE_MS * 2 ** (attempt - 1));
  if (!retryAfter) return jittered;
  const seconds = Number(retryAfter);
  const asked = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1_000;
  return Math.max(jittered, Number.isNaN(asked) ? 0 : Math.min(asked, 60_000));
}

/** @throws The signal's reason, at once when it is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}
