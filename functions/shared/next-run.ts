// The same version of a photograph, run again.

import type { ImageObject } from '@image-workflow/record/image-object';

/** S3's sequencers have 16 to 20 hex digits; the number of the run stands behind them all. */
const SEQUENCER_DIGITS = 24;
const RUN_DIGITS = 4;

/**
 * The number of the run is the tail of the sequencer, so that one comparison orders versions and runs: a later run wins over
 * an earlier one of the same version, and a later version over every run of an earlier one. The revision, the name of
 * the execution and the keys of derivatives are made from the sequencer, and so are another run's own.
 *
 * @param askAgain - As {@link ImageObject} has it: what the run is for; absent where it is for everything, as the first was.
 * @example
 * toNextRun({ sequencer: '006857d2abf1a4c08', … }).sequencer; // => '006857d2abf1a4c080000000' + '0001'
 */
export function toNextRun<Version extends Pick<ImageObject, 'sequencer' | 'askAgain'>>(
  version: Version,
  askAgain?: ImageObject['askAgain'],
): Version {
  const digits = version.sequencer.padEnd(SEQUENCER_DIGITS + RUN_DIGITS, '0');
  const run = Number.parseInt(digits.slice(SEQUENCER_DIGITS), 16) + 1;
  const sequencer = `${digits.slice(0, SEQUENCER_DIGITS)}${run.toString(16).padStart(RUN_DIGITS, '0')}`;
  return { ...version, sequencer: sequencer.replace(/0+$/, ''), askAgain };
}
