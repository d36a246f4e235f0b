// The local cloud as one thing: emulator, Rekognition server and deployed stack. `npm start` and the end-to-end tests
// both run on this.

import { type Clients, createClients, destroyClients } from './clients.ts';
import { build, type DeployOptions, deploy, isDeployed } from './deploy/sam.ts';
import { describeStack, type StackOutputs } from './deploy/stack.ts';
import { startEmulator } from './emulator/emulator.ts';
import { LocalCloudError } from './errors.ts';
import type { Terminal } from './install/terminal.mjs';
import type { ServerProcess } from './process/child.ts';
import { expectFreePort, HOST } from './process/port.ts';
import { startRekognition } from './rekognition-process.ts';
import { openStateFolder } from './state-folder.ts';

export interface LocalCloudOptions {
  /** Everything that outlives a stop. One local cloud at a time uses it. */
  stateFolder: string;
  port: number;
  rekognitionPort: number;
  terminal: Terminal;
  /** Ends the start. What already runs is stopped then. */
  signal: AbortSignal;
}

export interface LocalCloud {
  readonly endpoint: string;
  readonly rekognitionEndpoint: string;
  readonly clients: Clients;
  readonly outputs: StackOutputs;
  /** The emulator's process; the functions' processes are its children. */
  readonly emulatorPid: number;
  /** Settles when a part of the cloud ends by itself, with the reason in words. */
  readonly failed: Promise<string>;
  /** Saves the state and ends every process. */
  stop(): Promise<void>;
  /** Ends every process at once. The state is then a few seconds old. */
  kill(): void;
}

/**
 * Starts emulator and Rekognition server on the folder's state, and builds and deploys what has changed.
 *
 * @throws {LocalCloudError} When a port is taken, another local cloud uses the folder, or the deploy fails.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { port, rekognitionPort, terminal, signal } = options;
  const endpoint = `http://${HOST}:${port}`;
  const rekognitionEndpoint = `http://${HOST}:${rekognitionPort}`;

  const folder = await openStateFolder(options.stateFolder);
  const running: ServerProcess[] = [];
  const clients = createClients(endpoint);
  const stop = async () => {
    destroyClients(clients);
    await Promise.all(running.map((part) => part.stop()));
    await folder.release();
  };

  try {
    await expectFreePort(port, 'the emulator');
    await expectFreePort(rekognitionPort, 'the Rekognition server, the one after the emulator’s');
    const emulator = await startEmulator(folder.path, port);
    const rekognition = await startRekognition(folder.path, rekognitionPort, endpoint);
    running.push(emulator, rekognition);
    await folder.noteProcesses(running.map(({ pid }) => pid));

    await Promise.all([emulator.ready, rekognition.ready, build(terminal, signal)]);
    const outputs = await deployWhatChanged(clients, {
      endpoint,
      rekognitionEndpoint,
      stamp: folder.deployStamp,
      terminal,
      signal,
    });
    return {
      endpoint,
      rekognitionEndpoint,
      clients,
      outputs,
      emulatorPid: emulator.pid,
      failed: Promise.race([
        emulator.ended.then((reason) => `The emulator ${reason}`),
        rekognition.ended.then((reason) => `The Rekognition server ${reason}`),
      ]),
      stop,
      kill: () => {
        for (const part of running) part.kill();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Deploys unless the very same was deployed before, and the stack is still there. */
export async function deployWhatChanged(clients: Clients, options: DeployOptions): Promise<StackOutputs> {
  const before = await describeStack(clients);
  if (before && (await isDeployed(options))) return before.outputs;

  await deploy(options);
  const after = await describeStack(clients);
  if (!after) throw new LocalCloudError('The deploy ended well but the stack is not there');
  return after.outputs;
}
