// A worker thread: loads each engine at its first use and runs one request at a time.

import { parentPort, workerData } from 'node:worker_threads';
import { RekognitionError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { engineLoaders } from './engines.ts';
import type { FromWorker, ToWorker } from './messages.ts';

if (!parentPort) throw new Error('Expected to run as a worker thread of the inference pool');
const port = parentPort;
const { modelsFolder } = workerData as { modelsFolder: string };

type AnyEngine = Engine<unknown, unknown>;
const loaders = engineLoaders as Record<string, ((modelsFolder: string) => Promise<AnyEngine>) | undefined>;
const loaded = new Map<string, AnyEngine>();

port.on('message', async (message: ToWorker) => {
  if (message.kind === 'close') {
    for (const engine of loaded.values()) await engine.close();
    port.close(); // nothing is left to wait for: the thread ends by itself
    return;
  }
  port.postMessage(await answer(message.engine, message.input));
});

async function answer(name: string, input: unknown): Promise<FromWorker> {
  try {
    const engine = await load(name);
    return { kind: 'output', output: await engine.run(input) };
  } catch (error) {
    if (error instanceof RekognitionError)
      return { kind: 'refusal', type: error.type, message: error.message };
    return {
      kind: 'failure',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function load(name: string): Promise<AnyEngine> {
  const known = loaded.get(name);
  if (known) return known;

  const loader = loaders[name];
  if (!loader) throw new Error(`Expected the name of an engine but received "${name}"`);
  const engine = await loader(modelsFolder);
  loaded.set(name, engine);
  return engine;
}
