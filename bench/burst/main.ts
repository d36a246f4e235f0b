// What a burst of photographs takes on the local cloud: time, memory, how many are at work at once, and whether anything is
// lost. With --in-flight the stack is that of a small account, and somebody uploads one photograph by a form half-way.
//
//   npm run bench:burst -- [photographs, default 300] [--edge 1600] [--in-flight 6]

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import sharp from 'sharp';
import { toImageId } from '../../functions/shared/image-object.ts';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { findFreePort } from '../../local/process/port.ts';
import { localFolder } from '../../local/project.ts';
import { processPhotographs } from '../../local/session.ts';
import { countMessages } from '../../stack/count-messages.ts';
import { readRecord } from '../../stack/records.ts';
import type { Photograph } from '../../terminal/photographs.ts';
import { createTerminal, seconds } from '../../terminal/terminal.mjs';
import { countMostAtOnce, readSpans } from './at-work.ts';
import { postForm } from './post-form.ts';

const MEASURE_MS = 500;
const LONGEST_MS = 3_600_000;
/** Uploaded by a form: first with nothing else at work, then half-way through the burst. */
const [ALONE, HALF_WAY] = ['uploads/alone.jpg', 'uploads/half-way.jpg'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { edge: { type: 'string', default: '1600' }, 'in-flight': { type: 'string' } },
});
const count = Number(positionals[0] ?? 300);
const terminal = createTerminal();
const folder = await mkdtemp(join(localFolder, 'burst-'));
try {
  const photographs = await terminal.step(`Draw ${count} photographs`, () => drawPhotographs(count));
  const [port, rekognitionPort] = await Promise.all([findFreePort(), findFreePort()]);
  const cloud = await startLocalCloud({
    stateFolder: join(folder, 'state'),
    cloudFile: join(folder, 'cloud.json'),
    port,
    rekognitionPort,
    ...(values['in-flight'] && { parameters: { MaxPhotographsInFlight: values['in-flight'] } }),
    terminal,
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  try {
    await measure(cloud, photographs);
  } finally {
    await cloud.stop();
  }
} finally {
  await rm(folder, { recursive: true });
}

async function measure(cloud: LocalCloud, photographs: readonly Photograph[]): Promise<void> {
  const jpeg = await readFile(photographs[0]?.path ?? '');
  const post = (key: string) => postForm(cloud.clients.s3, cloud.outputs.UploadBucketName, key, jpeg);
  await terminal.step('Process one that starts the functions, and one alone', async () => {
    for (const key of ['uploads/first.jpg', ALONE]) {
      await post(key);
      await waitForEnd(cloud, key);
    }
  });

  const statuses: Record<string, number> = {};
  const peak = watchMemory(cloud.emulatorPid);
  const startedAt = Date.now();
  let finished = 0;
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
        async finished({ status }) {
          statuses[status] = (statuses[status] ?? 0) + 1;
          report(describe(statuses));
          finished += 1;
          if (finished === Math.floor(count / 2)) await post(HALF_WAY);
        },
      },
    }),
  );
  const inAll = seconds(Date.now() - startedAt);
  const bulk = await readBulk(cloud, photographs);
  const [alone, halfWay] = await Promise.all([ALONE, HALF_WAY].map((key) => waitForEnd(cloud, key)));
  console.table({
    records: describe(statuses),
    'time in all': inAll,
    'at work at once': countMostAtOnce(bulk),
    'one by a form, alone': seconds(alone?.ms ?? 0),
    'one by a form, half-way': seconds(halfWay?.ms ?? 0),
    'others not done by then': bulk.filter(({ endMs }) => endMs > (halfWay?.endMs ?? 0)).length,
    'emulator and functions at most': `${Math.round(peak.stop() / 1_000)} MB`,
    'messages left': await countMessagesLeft(cloud),
  });
}

async function readBulk({ clients, outputs }: LocalCloud, photographs: readonly Photograph[]) {
  const ids = new Set(photographs.map(({ key }) => toImageId(outputs.UploadBucketName, key)));
  const spans = await readSpans(clients.sfn, outputs.ProcessImageStateMachineArn);
  return [...spans].flatMap(([name, span]) => (ids.has(name.split('-')[0] ?? '') ? [span] : []));
}

/** @returns Milliseconds from the upload to the end of its execution. */
async function waitForEnd(
  { clients, outputs }: LocalCloud,
  key: string,
): Promise<{ ms: number; endMs: number }> {
  const imageId = toImageId(outputs.UploadBucketName, key);
  for (;;) {
    const record = await readRecord(clients.documents, outputs.ImagesTableName, imageId);
    const finishedAt = record?.execution.finishedAt;
    if (record && finishedAt) {
      const endMs = Date.parse(finishedAt);
      return { ms: endMs - Date.parse(record.source.uploadedAt), endMs };
    }
    await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
  }
}

function describe(statuses: Record<string, number>): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}

/** Noise of the size of a small camera's pictures, each in another colour. */
async function drawPhotographs(count: number): Promise<Photograph[]> {
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
