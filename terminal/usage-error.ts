/** The command line does not say what to do. The message is the one sentence to show. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
