import { OperatorError } from '../terminal/errors.ts';

/** The local cloud cannot run or go on: a port is taken, a deploy failed, a part of it ended. */
export class LocalCloudError extends OperatorError {
  override readonly name = 'LocalCloudError';
}
