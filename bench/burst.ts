// What a burst of photographs takes on the local cloud: time, memory, and whether anything is lost.
//   node local/run.mjs bench/burst.ts [photographs, default 300]

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import sharp from 'sharp';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { findFreePort } from '../local/process/port.ts';
import { localFolder } from '../local/project.ts';
import { processPhotographs } from '../local/session.ts';
import type { Photograph } from '../terminal/photographs.ts';
import { createTerminal, seconds } from '../terminal/terminal.mjs';

const MEASURE_MS = 500;

const count = Number(process.argv[2] ?? 300);
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
    terminal,
    signal: AbortSignal.timeout(3_600_000),
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
  const statuses: Record<string, number> = {};
  const peak = watchMemory(cloud.emulatorPid);
  const startedAt = Date.now();
  await terminal.step(`Process ${photographs.length} photographs`, (report) =>
    processPhotographs(cloud, photographs, {
      once: true,
      signal: AbortSignal.timeout(3_600_000),
      observer: {
        resumed: () => {},
        round: () => {},
        setAside: ({ reason }) => terminal.print(`Set aside: ${reason}`),
        settled: () => {},
        finished({ status }) {
          statuses[status] = (statuses[status] ?? 0) + 1;
          report(describe(statuses));
        },
      },
    }),
  );
  console.table({
    records: describe(statuses),
    'time in all': seconds(Date.now() - startedAt),
    'emulator and functions at most': `${Math.round(peak.stop() / 1_000)} MB`,
    'messages left': await countMessages(cloud),
  });
}

function describe(statuses: Record<string, number>): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}

/** Noise of the size of a small camera's pictures, each in another colour. */
async function drawPhotographs(count: number): Promise<Photograph[]> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  const grey = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: 'grey', noise } })
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

async function countMessages({ clients, outputs }: LocalCloud): Promise<number> {
  const urls = [outputs.IntakeQueueUrl, outputs.IntakeDeadLetterQueueUrl];
  const answers = await Promise.all(
    urls.map((QueueUrl) =>
      clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      ),
    ),
  );
  return answers.reduce(
    (sum, { Attributes }) => sum + Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    0,
  );
}
