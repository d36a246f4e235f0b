// The offline Rekognition server from the command line: its options, its start and its end.

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { areModelsInstalled, InstallationError, installModels } from '../models/install-models.ts';
import { CollectionStore } from './collections/collection-store.ts';
import { Faults } from './faults.ts';
import { defaultFolders } from './folders.ts';
import { imageReader } from './image-source.ts';
import { PooledInference } from './inference/inference.ts';
import { isRuntimeADependency } from './inference/runtime.ts';
import { operations } from './operations/index.ts';
import { createRekognitionServer } from './server.ts';

const folders = defaultFolders();

const HELP = `Usage: ${folders.command} [options]

Answers Amazon Rekognition's API offline, with real models. Point any SDK or the AWS CLI at it:
  AWS_ENDPOINT_URL_REKOGNITION=http://127.0.0.1:4567

  --port <number>        port to listen on, 0 for any free one (default 4567)
  --host <address>       address to listen on (default 127.0.0.1)
  --s3-endpoint <url>    where S3Object images are read (default AWS_ENDPOINT_URL_S3, else AWS_ENDPOINT_URL)
  --state <folder>       what outlives the server: face collections (default ${folders.state})
  --celebrities <id>     collection whose faces RecognizeCelebrities knows (default celebrities)
  --custom-models <folder>  your own classifiers for DetectCustomLabels (default ${folders.customModels})
  --models <folder>      the models, fetched and converted at the first start (default ${folders.models})
  --workers <number>     inference threads at most, which share the models among them (default 2)

Errors on demand, for tests of callers:
  --throttle <share>     answer this share of calls, 0 to 1, with ThrottlingException
  --error <Op>=<Type>    answer an operation always with an error: DetectLabels=AccessDeniedException (repeatable)
  --seed <number>        the same seed throttles the same calls (default 1)
  While it runs: curl -X PUT http://127.0.0.1:4567/faults -d '{"throttle":0.3,"errors":{},"seed":1}'
                 curl -X DELETE http://127.0.0.1:4567/faults

  --help                 this text

GET /health answers {"status":"ok"}. SIGTERM and Ctrl-C finish what is running, then end with code 0.
`;

const options = {
  port: { type: 'string', default: '4567' },
  host: { type: 'string', default: '127.0.0.1' },
  's3-endpoint': { type: 'string' },
  state: { type: 'string', default: folders.state },
  celebrities: { type: 'string', default: 'celebrities' },
  'custom-models': { type: 'string', default: folders.customModels },
  models: { type: 'string', default: folders.models },
  workers: { type: 'string', default: '2' },
  throttle: { type: 'string', default: '0' },
  error: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

try {
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(HELP);
  else await start(values);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (isAboutArguments(error)) console.error(`${folders.command} --help lists all options`);
  process.exitCode = 1;
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function isAboutArguments(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** @throws {Error} In one sentence: a wrong option, missing models. */
async function start(values: Values): Promise<void> {
  const port = wholeNumber('port', values.port, 0, 65_535);
  const workers = wholeNumber('workers', values.workers, 1, 16);
  const faults = new Faults(Object.keys(operations));
  faults.set({
    throttle: Number(values.throttle),
    errors: Object.fromEntries(values.error.map((rule) => rule.split('='))),
    seed: Number(values.seed),
  });
  const modelsFolder = resolve(values.models);
  await prepareModels(modelsFolder);

  const inference = new PooledInference({
    modelsFolder,
    workers,
    onFailure: (engine, reason) => console.error(`${engine}: ${reason}`),
  });
  const services = {
    inference,
    readImage: imageReader(s3Client(values['s3-endpoint'])),
    collections: new CollectionStore(join(values.state, 'collections')),
    celebrityCollection: values.celebrities,
    customModelsFolder: resolve(values['custom-models']),
  };
  const server = createRekognitionServer({
    operations,
    services,
    faults,
    onFailure: (operation, error) => console.error(`${operation}:`, error),
  });
  closeOnSignal(server, inference);

  server.listen(port, values.host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const isTaken = error.code === 'EADDRINUSE';
    throw new Error(
      `Port ${port} on ${values.host} ${isTaken ? 'is taken: choose another with --port' : `cannot be used: ${error.message}`}`,
    );
  });
  console.log(
    `Offline Rekognition listens on http://${values.host}:${(server.address() as AddressInfo).port}`,
  );
}

/** The first start fetches and converts them, which takes about half a minute; the others look for milliseconds. */
async function prepareModels(folder: string): Promise<void> {
  const withRuntime = !isRuntimeADependency();
  if (await areModelsInstalled(folder, withRuntime)) return;
  console.error(`Models: none in ${folder} yet`);
  const interrupted = new AbortController();
  const stop = () => interrupted.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    await installModels({
      folder,
      withRuntime,
      python: process.env.PYTHON ?? 'python3',
      onProgress: (message) => console.error(message),
      signal: interrupted.signal,
    });
  } catch (error) {
    if (interrupted.signal.aborted) throw new Error('Models: interrupted, nothing is left behind');
    if (!(error instanceof InstallationError)) throw error;
    throw new Error(
      `${error.message}\nThe models are made once, with Python 3.10 or later and npm, in the folder that --models names`,
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

/** Requests end first, models after; with nothing left to do the process ends by itself, with code 0. */
function closeOnSignal(server: Server, inference: PooledInference): void {
  let isClosing = false;
  const close = () => {
    if (isClosing) return;
    isClosing = true;
    server.close(() => inference.close());
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`Expected a whole number from ${least} to ${most} in --${option} but found "${text}"`);
}

/** Keys are dummies unless the environment has some: a local S3 wants a signature, whoever signs. */
function s3Client(s3Endpoint: string | undefined): S3Client | undefined {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } =
    process.env;
  const endpoint = s3Endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  if (!endpoint) return undefined;
  if (!URL.canParse(endpoint)) {
    throw new Error(
      `Expected the address of an S3 endpoint, as http://127.0.0.1:4566, but found "${endpoint}"`,
    );
  }
  return new S3Client({
    endpoint,
    forcePathStyle: true, // a local S3 has no host name per bucket
    region: AWS_REGION ?? 'us-east-1',
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID ?? 'test',
      secretAccessKey: AWS_SECRET_ACCESS_KEY ?? 'test',
    },
  });
}
