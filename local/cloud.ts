// The local cloud as one thing: emulator, Rekognition server and deployed stack. `npm start` and the end-to-end tests
// both run on this.

import { writeFile } from 'node:fs/promises';
import { toApiUrl } from '../stack/api-url.ts';
import { type Clients, createClients, destroyClients, toLocalConnection } from '../stack/clients.ts';
import { forgetCloud, noteCloud } from '../stack/cloud-file.ts';
import type { Overrides } from '../stack/override-syntax.ts';
import { findStack, LOCAL_STACK_NAME, type Stack, type StackOutputs, toOutputs } from '../stack/stack.ts';
import type { Terminal } from '../terminal/terminal.mjs';
import { chooseParameters } from './deploy/parameters.ts';
import { build, type DeployOptions, deploy, fingerprintDeploy, readStamp } from './deploy/sam.ts';
import { saveState, startEmulator } from './emulator/emulator.ts';
import { LocalCloudError } from './errors.ts';
import type { ServerProcess } from './process/child.ts';
import { expectFreePort, HOST } from './process/port.ts';
import { startRekognition } from './rekognition-process.ts';
import { openStateFolder } from './state-folder.ts';

export interface LocalCloudOptions {
  /** Everything that outlives a stop. One local cloud at a time uses it. */
  stateFolder: string;
  /** Tells other programs of this cloud while it runs. */
  cloudFile: string;
  port: number;
  rekognitionPort: number;
  terminal: Terminal;
  /** Ends the start. What already runs is stopped then. */
  signal: AbortSignal;
  /** Values of the template's parameters that win over samconfig.toml's and the template's own. */
  parameters?: Overrides;
  /** Makes waits and retries of state machines this much shorter. Tests use it. Default 1: as they say. */
  waitScale?: number;
}

/** Something that speaks the AWS API and has the stack. */
export interface Cloud {
  readonly endpoint: string;
  /** Of the HTTP API, without `/api`. */
  readonly apiUrl: string | undefined;
  readonly clients: Clients;
  readonly outputs: StackOutputs;
  /** Of what was started here. */
  readonly logFolder: string;
  /** Settles when a part that was started here ends by itself, with the reason in words. */
  readonly failed: Promise<string>;
  /** Saves the state and ends every process that was started here. */
  stop(): Promise<void>;
  /** Ends every process that was started here at once. The state is then a few seconds old. */
  kill(): void;
}

export interface LocalCloud extends Cloud {
  readonly rekognitionEndpoint: string;
  /** The emulator's process; the functions' processes are its children. */
  readonly emulatorPid: number;
  /** Builds and deploys what has changed since the start. @throws {LocalCloudError} */
  redeploy(): Promise<void>;
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

  const toParameters = () => chooseParameters(options.parameters ?? {});
  await toParameters(); // what is wrong with one is told before anything starts
  const folder = await openStateFolder(options.stateFolder, options.cloudFile);
  const running: ServerProcess[] = [];
  const clients = createClients(toLocalConnection(endpoint), rekognitionEndpoint);
  const stop = async () => {
    destroyClients(clients);
    await forgetCloud(options.cloudFile);
    await Promise.all(running.map((part) => part.stop()));
    await folder.release();
  };

  try {
    await expectFreePort(port, 'the emulator');
    await expectFreePort(rekognitionPort, 'the Rekognition server, the one after the emulator’s');
    const emulator = await startEmulator(folder.path, port, options.waitScale);
    const rekognition = await startRekognition(folder.path, rekognitionPort, endpoint);
    running.push(emulator, rekognition);
    await folder.noteProcesses(running.map(({ pid }) => pid));

    const buildAndDeploy = async () => {
      const parameters = await toParameters(); // template.yaml and samconfig.toml may have changed
      await Promise.all([emulator.ready, rekognition.ready, build(terminal, signal)]);
      const deployOptions = { endpoint, rekognitionEndpoint, parameters, terminal, signal };
      return await deployWhatChanged(clients, folder.deployStamp, deployOptions);
    };
    const stack = await buildAndDeploy();
    const apiUrl = toApiUrl(stack, endpoint);
    await noteCloud(options.cloudFile, { endpoint, rekognitionEndpoint, apiUrl, outputs: stack.outputs });
    return {
      endpoint,
      apiUrl,
      rekognitionEndpoint,
      clients,
      outputs: toOutputs(stack),
      logFolder: folder.path,
      emulatorPid: emulator.pid,
      failed: Promise.race([
        emulator.ended.then((reason) => `The emulator ${reason}`),
        rekognition.ended.then((reason) => `The Rekognition server ${reason}`),
      ]),
      async redeploy() {
        await buildAndDeploy();
      },
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
async function deployWhatChanged(clients: Clients, stamp: string, options: DeployOptions): Promise<Stack> {
  const fingerprint = await fingerprintDeploy(options);
  const before = await findStack(clients.cloudFormation, LOCAL_STACK_NAME);
  if (before?.isWhole && (await readStamp(stamp)) === fingerprint) return before;

  await deploy(options);
  const after = await findStack(clients.cloudFormation, LOCAL_STACK_NAME);
  if (!after?.isWhole) throw new LocalCloudError('The deploy ended well but the stack is not there');
  await saveState(options.endpoint); // or a SIGKILL would leave a stamp of what the state does not know
  await writeFile(stamp, fingerprint);
  return after;
}
