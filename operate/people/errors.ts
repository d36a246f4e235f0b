import { PeopleError } from '../../functions/shared/people/errors.ts';
import { OperatorError, UsageError } from '../../terminal/errors.ts';

/** Several people have that name, or there is nobody who has it. */
export class PersonNotFoundError extends OperatorError {
  override readonly name = 'PersonNotFoundError';
}

/** What a person at the terminal can mend, as such. */
export function toOperatorError(error: unknown): unknown {
  if (!(error instanceof PeopleError)) return error;
  return error.kind === 'invalid-name'
    ? new UsageError(error.message, { cause: error })
    : new OperatorError(error.message, { cause: error });
}
