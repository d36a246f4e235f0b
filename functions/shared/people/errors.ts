// What cannot be done with people as it was asked.

export type PeopleErrorKind =
  /** Nothing that somebody could be called. */
  | 'invalid-name'
  /** Two of different owners cannot be one. */
  | 'other-owner'
  /** Nobody has this id. */
  | 'unknown-person'
  /** Rekognition keeps a vector that it was to delete. */
  | 'face-kept'
  /** S3 does not say whether something is there. */
  | 'unreadable-result'
  /** Other work of the account took Rekognition's calls for too long. */
  | 'no-turn';

/** Its message is one sentence for whoever asked. */
export class PeopleError extends Error {
  override readonly name = 'PeopleError';
  readonly kind: PeopleErrorKind;

  constructor(kind: PeopleErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
