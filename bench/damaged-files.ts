// Damages the tests' own files of every format, the same way for the same seed, and demands of ExtractMetadata and
// NormalizeImage a definite answer to each: none may end the process, hang, or throw.
//
//   npm run bench:damaged-files -- --count 2000

import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { extractMetadata, READING } from '../functions/extract-metadata/extract-metadata.ts';
import { normalizeImage } from '../functions/normalize-image/normalize-image.ts';
import { bytesSource, RangedSource } from '../functions/shared/files/byte-source.ts';
import { damage, SeededRandom } from '../tests/images/damage.ts';
import { everyFormat } from '../tests/images/every-format.ts';

const HELP = `Damages files of every format and demands a definite answer of the functions that read them.

Usage: npm run bench:damaged-files -- [options]

Options:
  --count <n>     Files to damage (default 2000)
  --seed <n>      Another seed damages in another way (default 20261122)
  --seconds <n>   Longest time for one file (default 30)
  --help          Print this

It exits with 0 where every file ends in an answer, else with 1.`;

/** The deployed functions' limits (template.yaml). */
const LIMITS = { maxBytes: 209_715_200, maxPixels: 268_402_689 };
const PREVIEW_EDGE = 4_096;

/** One file's end, as the child process tells it. */
interface Outcome {
  readonly index: number;
  readonly name: string;
  readonly answer: 'preview' | 'no image' | 'not decoded' | 'error';
  readonly message: string;
  readonly seconds: number;
  /** The most memory that the process has taken so far. */
  readonly maxRssMb: number;
}

async function supervise(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '20261122' },
      seconds: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const count = Number(values.count);
  const outcomes: Outcome[] = [];
  const failures: string[] = [];
  while (outcomes.length + failures.length < count) {
    const first = outcomes.length + failures.length;
    const failure = await runChild(
      [values.seed, String(first), values.count],
      Number(values.seconds),
      outcomes,
    );
    if (failure !== undefined) failures.push(`file ${outcomes.length + failures.length}: ${failure}`);
  }
  for (const { index, name, answer, message } of outcomes) {
    if (answer === 'error') failures.push(`file ${index}, ${name}: ${message}`);
  }
  report(outcomes);
  for (const failure of failures) console.log(failure);
  return failures.length === 0 ? 0 : 1;
}

/** Runs files in a process of its own until all are done or one of them ends it. @returns What ended it. */
function runChild(args: string[], seconds: number, outcomes: Outcome[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(import.meta.filename, args, {
      env: { ...process.env, DAMAGED_FILES_CHILD: '1' },
    });
    let ended: string | undefined;
    const startTimer = () =>
      setTimeout(() => {
        ended = `no answer within ${seconds} s`;
        child.kill('SIGKILL');
      }, seconds * 1_000);
    let timer = startTimer();
    child.on('message', (outcome: Outcome) => {
      clearTimeout(timer);
      outcomes.push(outcome);
      timer = startTimer();
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(ended ?? (code === 0 ? undefined : `the process ended with ${signal ?? code}`));
    });
  });
}

function report(outcomes: readonly Outcome[]): void {
  const names = [...new Set(outcomes.map(({ name }) => name))];
  const answers = ['preview', 'not decoded', 'no image', 'error'] as const;
  console.log(['format', ...answers, 'slowest'].map((cell) => cell.padEnd(12)).join(''));
  for (const name of names) {
    const ofFormat = outcomes.filter((outcome) => outcome.name === name);
    const counts = answers.map((answer) => ofFormat.filter((outcome) => outcome.answer === answer).length);
    const slowest = Math.max(...ofFormat.map(({ seconds }) => seconds));
    console.log([name, ...counts, `${slowest.toFixed(2)} s`].map((cell) => String(cell).padEnd(12)).join(''));
  }
  const maxRssMb = Math.max(...outcomes.map((outcome) => outcome.maxRssMb));
  console.log(`${outcomes.length} files, at most ${maxRssMb} MB of memory`);
}

/** The child: damages and reads the files from `first` on. */
async function work(seed: number, first: number, count: number): Promise<void> {
  const files = await everyFormat();
  const others = files.map(({ bytes }) => bytes);
  for (let index = first; index < count; index++) {
    const { name, bytes } = files[index % files.length] as (typeof files)[number];
    const damaged = damage(bytes, others, new SeededRandom(seed + index));
    const start = performance.now();
    const { answer, message } = await readBoth(damaged);
    const seconds = (performance.now() - start) / 1_000;
    const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
    process.send?.({ index, name, answer, message, seconds, maxRssMb } satisfies Outcome);
  }
}

async function readBoth(bytes: Buffer): Promise<Pick<Outcome, 'answer' | 'message'>> {
  try {
    const fetchRange = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
    const { headBytes, maxFetchedBytes } = READING;
    const source = new RangedSource(bytes.length, fetchRange, {
      head: bytes.subarray(0, headBytes),
      maxFetchedBytes,
    });
    const extraction = await extractMetadata(source, LIMITS, 'the damaged file');
    if (!extraction.supported) return { answer: 'no image', message: extraction.reason };
    const limits = { maxPixels: LIMITS.maxPixels, previewEdge: PREVIEW_EDGE };
    const normalized = await normalizeImage(
      bytesSource(bytes),
      { ...extraction.picture, format: extraction.metadata.format },
      limits,
      'the damaged file',
    );
    return normalized.supported
      ? { answer: 'preview', message: '' }
      : { answer: 'not decoded', message: normalized.reason };
  } catch (error) {
    return {
      answer: 'error',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

if (process.env.DAMAGED_FILES_CHILD) {
  const [seed = 0, first = 0, count = 0] = process.argv.slice(2).map(Number);
  await work(seed, first, count);
  process.disconnect?.();
} else {
  process.exitCode = await supervise();
}
