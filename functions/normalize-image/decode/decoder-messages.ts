// What libvips and the libraries under it say, in sentences for people. Their own words are for the log.

/** What is wrong with a file, as a reason goes on behind "Expected a picture in the JPEG but found", and as a warning. */
export interface Finding {
  readonly reason: string;
  readonly warning: string;
}

const BREAKS_OFF: Finding = {
  reason: 'that the file breaks off',
  warning: 'The file breaks off before the end of its picture',
};
const DAMAGED: Finding = {
  reason: 'its data damaged',
  warning: 'The data of the picture are damaged in places',
};
export const PROFILE: Finding = {
  reason: 'its colour profile damaged',
  warning: 'The colour profile of the picture is damaged: its colours are taken for sRGB',
};
const UNKNOWN_CODING: Finding = {
  reason: 'a coding that is not decoded',
  warning: 'Parts of the picture are in a coding that is not decoded',
};
const TOO_LARGE: Finding = {
  reason: 'more pixels, layers or memory than are decoded',
  warning: 'Parts of the picture are too large to be decoded',
};
const OTHER_FILE: Finding = {
  reason: 'a file of another kind',
  warning: 'The file is not quite of its kind',
};

/** The first that fits counts. */
const FINDINGS: readonly (readonly [RegExp, Finding])[] = [
  [
    /premature end|unexpected end|ended prematurely|not enough data|end of (file|image|data|stream)|truncated|broken off|read error|read gave|out of order read|eof/i,
    BREAKS_OFF,
  ],
  [/profile|iccp|lcms/i, PROFILE],
  [
    /unsupported (codec|feature|compression|color conversion|jpeg)|not (supported|implemented|configured|been built in)|no decoding plugin|Unsupported filetype/i,
    UNKNOWN_CODING,
  ],
  [/unsupported image format|not (a|in a) known|not a (jpeg|png|tiff|gif|webp)|missing/i, OTHER_FILE],
  [/exceeds|limit|too (large|big|many|wide)|out of memory|allocat|cannot enlarge/i, TOO_LARGE],
];

/** Messages that only repeat that there are others, and one of whole JPEGs that Samsung's phones and scanners write. */
const NOISE =
  /^(VipsJpeg: Invalid SOS parameters for sequential JPEG|read gave \d+ warnings|error in tile .*|source: bad seek to .*|Unknown error|)$/;

/** @returns Each finding once; none where nothing was said. */
export function toFindings(messages: readonly string[]): Finding[] {
  const lines = messages.flatMap((message) => message.split('\n')).map((line) => line.trim());
  const findings = lines
    .filter((line) => !NOISE.test(line))
    .map((line) => FINDINGS.find(([pattern]) => pattern.test(line))?.[1] ?? DAMAGED);
  return [...new Set(findings)];
}

/** @param format - As people call it: `JPEG`, `HEIF`. */
export function toReason(format: string, messages: readonly string[]): string {
  const found = toFindings(messages).map(({ reason }) => reason);
  return `Expected a picture in the ${format} but found ${found.join(' and ') || 'nothing that can be decoded'}`;
}

export function toWarnings(messages: readonly string[]): string[] {
  return toFindings(messages).map(({ warning }) => warning);
}
