/**
 * S3's order of the events of one key, as plain strings compare: lower case without trailing zeros.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function toComparableSequencer(sequencer: string): string {
  return sequencer.toLowerCase().replace(/0+$/, '');
}
