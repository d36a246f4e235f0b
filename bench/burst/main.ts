// What a burst of photographs takes on the local cloud: time, memory, how many are at work at once, and whether anything is
// lost. With --in-flight the stack is that of a small account, and what has to be true of a burst there is judged.
//
//   npm run bench:burst -- [photographs, default 300] [--edge 1600] [--in-flight 6]

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import sharp from 'sharp';
import { toImageId } from '../../functions/shared/image-object.ts';
import { STARTERS, toSlots } from '../../functions/start-workflow/pace.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { processPhotographs } from '../../local/session.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecord } from '../../stack/records.ts';
import { EXIT_CODES } from '../../terminal/exit-codes.ts';
import type { Photograph } from '../../terminal/photographs.ts';
import { createTerminal, seconds } from '../../terminal/terminal.mjs';
import { toMedian } from '../median.ts';
import { withThrowawayCloud } from '../throwaway-cloud.ts';
import { countMostAtOnce, readSpans, type Span } from './at-work.ts';
import { postForm } from './post-form.ts';

const MEASURE_MS = 500;
const LONGEST_MS = 3_600_000;
/** Longer than StartWorkflow waits between two starts, with the fewest slots that make sense: else it is measured, too. */
const APART_MS = 4_000;
/** Photographs that somebody uploads by a form: so many with nothing else at work, and so many while the burst is. */
const SINGLES = 5;
/** The longest that one of them may take in the middle of a burst, in times of what it takes alone. */
const MOST_TIMES_ALONE = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { edge: { type: 'string', default: '1600' }, 'in-flight': { type: 'string' } },
});
const count = Number(positionals[0] ?? 300);
const terminal = createTerminal();
await withThrowawayCloud(
  {
    ...(values['in-flight'] && { parameters: { MaxPhotographsInFlight: values['in-flight'] } }),
    terminal,
    signal: AbortSignal.timeout(LONGEST_MS),
  },
  async (cloud, folder) => {
    const photographs = await terminal.step(`Draw ${count} photographs`, () =>
      drawPhotographs(folder, count),
    );
    await measure(cloud, photographs);
  },
);

async function measure(cloud: LocalCloud, photographs: readonly Photograph[]): Promise<void> {
  const jpeg = await readFile(photographs[0]?.path ?? '');
  const post = async (key: string): Promise<Single> => {
    const postedMs = Date.now();
    await postForm(cloud.clients.s3, cloud.outputs.UploadBucketName, key, jpeg);
    return { key, postedMs };
  };
  const alone: Single[] = [];
  await terminal.step(`Process one that starts the functions, and ${SINGLES} alone`, async (report) => {
    for (let at = 0; at <= SINGLES; at += 1) {
      const single = await post(`uploads/alone-${at}.jpg`);
      await waitForEnd(cloud, single.key);
      if (at > 0) alone.push(single);
      await sleep(APART_MS);
      report(`${at} of ${SINGLES}`);
    }
  });

  const statuses: Record<string, number> = {};
  const within: Single[] = [];
  const peak = watchMemory(cloud.emulatorPid);
  const startedAt = Date.now();
  const keys = new Set(photographs.map(({ key }) => key));
  let [finished, posted] = [0, 0];
  await terminal.step(`Process ${photographs.length} photographs`, (report) =>
    processPhotographs(cloud, photographs, {
      once: true,
      signal: AbortSignal.timeout(LONGEST_MS),
      observer: {
        resumed: () => {},
        round: () => {},
        setAside: ({ reason }) => terminal.print(`Set aside: ${reason}`),
        strayed: ({ name, status }) => terminal.print(`${name} ended ${status}`),
        stoodStill: (_, reasons) => terminal.print(reasons.join('\n')),
        settled: () => {},
        async finished({ status, source }) {
          if (!keys.has(source.key)) return; // one by a form
          statuses[status] = (statuses[status] ?? 0) + 1;
          report(describe(statuses));
          finished += 1;
          const isDue = finished >= ((posted + 1) * count) / (SINGLES + 1);
          if (isDue && posted < SINGLES) within.push(await post(`uploads/within-${posted++}.jpg`));
        },
      },
    }),
  );
  const inAll = seconds(Date.now() - startedAt);
  for (const { key } of within) await waitForEnd(cloud, key);

  const { clients, outputs } = cloud;
  const spans = await readSpans(clients.sfn, outputs.ProcessImageStateMachineArn);
  const spanOf = (key: string): Span | undefined => {
    const imageId = toImageId(outputs.UploadBucketName, key);
    return [...spans].find(([name]) => name.startsWith(imageId))?.[1];
  };
  const bulk = photographs.flatMap(({ key }) => spanOf(key) ?? []);
  const toMs = ({ key, postedMs }: Single) => (spanOf(key)?.endMs ?? Number.POSITIVE_INFINITY) - postedMs;
  const [aloneMs, withinMs] = [toMedian(alone.map(toMs)), toMedian(within.map(toMs))];
  const untilStart = (singles: readonly Single[]) =>
    seconds(toMedian(singles.map(({ key, postedMs }) => (spanOf(key)?.startMs ?? Number.NaN) - postedMs)));
  const lastBulkMs = Math.max(...bulk.map(({ endMs }) => endMs));
  const left = await countMessagesLeft(cloud);
  console.table({
    records: describe(statuses),
    'time in all': inAll,
    'at work at once': countMostAtOnce(bulk),
    'with those of the forms': countMostAtOnce(spans.values()),
    'one by a form, alone (median)': seconds(aloneMs),
    'one by a form, meanwhile (median)': seconds(withinMs),
    'until these began, alone and meanwhile': `${untilStart(alone)}, ${untilStart(within)}`,
    'each of these': within.map((single) => seconds(toMs(single))).join(', '),
    'emulator and functions at most': `${Math.round(peak.stop() / 1_000)} MB`,
    'messages left': left,
  });
  if (values['in-flight'] === undefined) return;

  const inFlight = Number(values['in-flight']);
  const verdicts: [claim: string, isTrue: boolean][] = [
    [`all ${count} are SUCCEEDED, and no message is left`, statuses.SUCCEEDED === count && left === 0],
    [
      // Each starter may be one ahead of what the others have started and Step Functions does not list yet.
      `never more than ${inFlight} at work at once, and ${STARTERS} by the lag of the list`,
      countMostAtOnce(bulk) <= inFlight + STARTERS &&
        countMostAtOnce(spans.values()) <= toSlots('fast', inFlight) + STARTERS,
    ],
    [
      'who uploads one meanwhile has it before the burst is over',
      within.every(({ key }) => (spanOf(key)?.endMs ?? Number.POSITIVE_INFINITY) < lastBulkMs),
    ],
    [
      `and within ${MOST_TIMES_ALONE} times what it takes alone (median)`,
      withinMs <= MOST_TIMES_ALONE * aloneMs,
    ],
  ];
  for (const [claim, isTrue] of verdicts) console.log(`${isTrue ? 'yes' : 'NO '}  ${claim}`);
  if (verdicts.some(([, isTrue]) => !isTrue)) process.exitCode = EXIT_CODES.failed;
}

interface Single {
  key: string;
  /** When its upload began. */
  postedMs: number;
}

async function waitForEnd({ clients, outputs }: LocalCloud, key: string): Promise<void> {
  const imageId = toImageId(outputs.UploadBucketName, key);
  while (!(await readRecord(clients.documents, outputs.ImagesTableName, imageId))?.execution.finishedAt)
    await sleep(MEASURE_MS);
}

function describe(statuses: Record<string, number>): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}

/** Noise of the size of a small camera's pictures, each in another colour. */
async function drawPhotographs(folder: string, count: number): Promise<Photograph[]> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  const width = Number(values.edge);
  const size = { width, height: Math.round((width * 3) / 4) };
  const grey = await sharp({ create: { ...size, channels: 3, background: 'grey', noise } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const photographs: Photograph[] = [];
  for (let index = 0; index < count; index += 1) {
    const tint = { r: (index * 37) % 256, g: (index * 91) % 256, b: (index * 13) % 256 };
    const path = join(folder, `${index}.jpg`);
    await writeFile(path, await sharp(grey).tint(tint).jpeg().toBuffer());
    photographs.push({ path, key: `burst/${String(index).padStart(4, '0')}.jpg` });
  }
  return photographs;
}

/** @returns The most memory, in kilobytes of resident pages, that the process group has taken together so far. */
function watchMemory(processGroup: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss=']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number));
    const sum = rows.reduce((sum, [group, rss = 0]) => (group === processGroup ? sum + rss : sum), 0);
    peak = Math.max(peak, sum);
  }, MEASURE_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

async function countMessagesLeft({ clients, outputs }: LocalCloud): Promise<number> {
  const urls = [outputs.FastQueueUrl, outputs.IntakeQueueUrl, outputs.IntakeDeadLetterQueueUrl];
  const counts = await Promise.all(urls.map((url) => countMessages(clients, url)));
  return counts.reduce((sum, count) => sum + count, 0);
}
