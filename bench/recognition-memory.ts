// What the offline Rekognition server holds of memory, as the operating system counts it: each engine by itself, and all of
// them after every hundredth of many requests in turn.
//
//   npm run bench:recognition-memory -- <folder> [--requests 1000] [--edge 1600]
//
// It asks over HTTP, two requests at once, about previews of the folder's photographs. Each measurement has a server of its
// own. The last line says how much larger the server is after all requests than after the first hundred. The seconds of first
// answers are those of a machine that does nothing else.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Preview, readPreviews } from './previews.ts';

const OPERATIONS: Readonly<Record<string, object>> = {
  DetectLabels: {},
  DetectFaces: { Attributes: ['ALL'] },
  DetectText: {},
  DetectModerationLabels: {},
};
const AT_ONCE = 2;
const STEP = 100; // requests between two measurements of one server

interface Call {
  operation: string;
  jpeg: Buffer;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      requests: { type: 'string', default: '1000' },
      edge: { type: 'string', default: '1600' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    throw new Error('Expected one folder of photographs: npm run bench:recognition-memory -- <folder>');
  }
  const requests = positiveNumber('requests', values.requests);
  const previews = await readPreviews(folder, positiveNumber('edge', values.edge));

  const empty = await withServer(async ({ megabytes }) => megabytes());
  console.log(`The server before it loads a model: ${empty} MB`);
  for (const operation of Object.keys(OPERATIONS)) {
    const calls = previews.map(({ jpeg }) => ({ operation, jpeg }));
    const { held, seconds } = await withServer(async ({ ask, megabytes, secondsSinceStart }) => {
      await askAll(calls.slice(0, 1), ask);
      const seconds = secondsSinceStart();
      await askAll(calls, ask);
      return { held: megabytes(), seconds };
    });
    console.log(
      `${operation} alone, ${calls.length} photographs: ${held} MB, ${held - empty} of them its engine's; first answer ${seconds} s after the start`,
    );
  }

  const held = await withServer(async ({ ask, megabytes }) => {
    const list: number[] = [];
    for (let done = 0; done < requests; done += STEP) {
      const calls = Array.from({ length: Math.min(STEP, requests - done) }, (_, at) =>
        mixed(previews, done + at),
      );
      await askAll(calls, ask);
      list.push(megabytes());
      console.log(`${done + calls.length} requests of all kinds: ${list.at(-1)} MB`);
    }
    return list;
  });
  const [first = 0, last = 0] = [held[0], held.at(-1)];
  const percent = (100 * (last / first - 1)).toFixed(1);
  console.log(`After ${requests} requests ${last} MB, after ${STEP} ${first} MB: ${percent} % more`);
}

/** All operations on one photograph, then all on the next. */
function mixed(previews: readonly Preview[], index: number): Call {
  const operations = Object.keys(OPERATIONS);
  const { jpeg } = previews[Math.floor(index / operations.length) % previews.length] as Preview;
  return { operation: operations[index % operations.length] as string, jpeg };
}

async function askAll(calls: readonly Call[], ask: (call: Call) => Promise<void>): Promise<void> {
  const queue = [...calls];
  const askInTurn = async () => {
    for (let call = queue.shift(); call; call = queue.shift()) await ask(call);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askInTurn));
}

interface RunningServer {
  ask(call: Call): Promise<void>;
  /** What the process holds now. */
  megabytes(): number;
  secondsSinceStart(): string;
}

async function withServer<Result>(work: (server: RunningServer) => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const script = fileURLToPath(new URL('../packages/rekognition/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, script, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PARENT_PID: String(process.pid) }, // with which it has to end
  });
  try {
    const endpoint = await endpointOf(child);
    return await work({
      ask: (call) => ask(endpoint, call),
      megabytes: () => megabytesOf(child.pid),
      secondsSinceStart: () => ((performance.now() - start) / 1000).toFixed(2),
    });
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
}

function megabytesOf(pid: number | undefined): number {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Math.round((Number(kibibytes) * 1024) / 1e6);
}

async function endpointOf(child: ChildProcess): Promise<string> {
  if (child.stdout) {
    for await (const line of createInterface(child.stdout)) {
      const address = /http:\S+/.exec(line)?.[0];
      if (address) return address;
    }
  }
  throw new Error('Expected the server to say where it listens but it ended');
}

async function ask(endpoint: string, { operation, jpeg }: Call): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'X-Amz-Target': `RekognitionService.${operation}`,
      'Content-Type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify({ Image: { Bytes: jpeg.toString('base64') }, ...OPERATIONS[operation] }),
  });
  const answer = await response.text();
  if (!response.ok)
    throw new Error(`Expected an answer of ${operation} but found ${response.status}: ${answer}`);
}

function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`Expected a whole number above 0 in --${option} but found "${text}"`);
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
