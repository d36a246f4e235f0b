import { OperatorError } from '../../terminal/errors.ts';

/** The command line is well-formed, but there is no such person, or Rekognition keeps a face. */
export class PeopleError extends OperatorError {
  override readonly name = 'PeopleError';
}
