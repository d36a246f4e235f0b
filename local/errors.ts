// What a person has to mend. The message is the one sentence to show; nothing else of the error is.

/** The local cloud cannot run or go on: a port is taken, a deploy failed, a part of it ended. */
export class LocalCloudError extends Error {
  override readonly name = 'LocalCloudError';
}
