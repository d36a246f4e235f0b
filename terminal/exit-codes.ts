/** What every command of this project ends with. `failed` also means: done in part. */
export const EXIT_CODES = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
