// What libvips and the libraries under it say, made fit for a record.

/** Messages that only repeat that there are others. */
const NOISE = [/^read gave \d+ warnings$/, /^error in tile /, /^source: bad seek to /, /^Unknown error$/];

/** The names of libvips' own operations, and sharp's name for any failure to open a file. */
const PREFIX =
  /^(Input buffer has corrupt header:\s*|VipsJpeg: |vipspng: |tiff2vips: |webp2vips: |gifload_buffer: )+/;

const MAX_MESSAGES = 3;
const MAX_LENGTH = 200; // characters of one message

/** @returns Each message once, without prefixes; at most three. */
export function cleanMessages(messages: readonly string[]): string[] {
  const lines = messages
    .flatMap((message) => message.split('\n'))
    .map((line) => line.trim().replace(PREFIX, ''))
    .filter((line) => line !== '' && !NOISE.some((noise) => noise.test(line)))
    .map((line) => line.slice(0, MAX_LENGTH));
  return [...new Set(lines)].slice(0, MAX_MESSAGES);
}
