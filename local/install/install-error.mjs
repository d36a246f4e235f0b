/** Something is missing that only a person can provide. The message is the one sentence to show. */
export class InstallError extends Error {
  /** @override */
  name = 'InstallError';
}
