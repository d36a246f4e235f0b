// What a person has to mend. The message is the one sentence to show; nothing else of the error is.

/** The command line is well-formed, but there is no such person, no such stack, no cloud that runs. */
export class PeopleError extends Error {
  override readonly name = 'PeopleError';
}
