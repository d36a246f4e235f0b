// A cloud that somebody else has started: an emulator in a container, or another `npm start`.

import { toApiUrl } from '../stack/api-url.ts';
import { type Clients, createClients, destroyClients, toLocalConnection } from '../stack/clients.ts';
import { findStack, LOCAL_STACK_NAME, type Stack, toOutputs } from '../stack/stack.ts';
import type { Terminal } from '../terminal/terminal.mjs';
import type { Cloud } from './cloud.ts';
import { chooseParameters } from './deploy/parameters.ts';
import { build, deploy } from './deploy/sam.ts';
import { LocalCloudError } from './errors.ts';
import type { ServerProcess } from './process/child.ts';
import { findFreePort, HOST } from './process/port.ts';
import { startRekognition } from './rekognition-process.ts';

const LONGEST_ANSWER_MS = 5_000;

export interface EndpointOptions {
  endpoint: string;
  /** Logs, and what the Rekognition server keeps. */
  stateFolder: string;
  terminal: Terminal;
  signal: AbortSignal;
}

/**
 * Uses the stack that is there, or deploys one. No emulator has a Rekognition with real answers, so the offline server
 * is started beside it, unless one already answers where the stack expects it.
 *
 * @throws {LocalCloudError} When nothing answers at the endpoint, or the deploy fails.
 */
export async function useEndpoint(options: EndpointOptions): Promise<Cloud> {
  const { endpoint } = options;
  const clients = createClients(toLocalConnection(endpoint));
  const rekognition: ServerProcess[] = [];
  const stop = async () => {
    destroyClients(clients);
    await Promise.all(rekognition.map((server) => server.stop()));
  };

  try {
    const deployed = await findDeployed(clients, endpoint);
    const rekognitionEndpoint =
      deployed?.parameters.RekognitionEndpoint ?? `http://${HOST}:${await findFreePort()}`;
    if (await isOursToStart(rekognitionEndpoint)) {
      rekognition.push(await startRekognition(options.stateFolder, portOf(rekognitionEndpoint), endpoint));
    }
    await Promise.all(rekognition.map(({ ready }) => ready));
    const stack = deployed ?? (await deployThere(clients, { ...options, rekognitionEndpoint }));
    return {
      endpoint,
      apiUrl: toApiUrl(stack, endpoint),
      clients,
      outputs: toOutputs(stack),
      logFolder: options.stateFolder,
      failed: Promise.race(rekognition.map(async ({ ended }) => `The Rekognition server ${await ended}`)),
      stop,
      kill: () => {
        for (const server of rekognition) server.kill();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findDeployed(clients: Clients, endpoint: string): Promise<Stack | undefined> {
  if (!(await answers(endpoint)))
    throw new LocalCloudError(`Nothing answers at ${endpoint}: start it, or leave --endpoint out`);
  const stack = await findStack(clients.cloudFormation, LOCAL_STACK_NAME);
  return stack?.isWhole ? stack : undefined;
}

async function deployThere(
  clients: Clients,
  { endpoint, rekognitionEndpoint, terminal, signal }: EndpointOptions & { rekognitionEndpoint: string },
): Promise<Stack> {
  const parameters = await chooseParameters({});
  await build(terminal, signal);
  await deploy({ endpoint, rekognitionEndpoint, parameters, terminal, signal });
  const deployed = await findDeployed(clients, endpoint);
  if (deployed) return deployed;
  throw new LocalCloudError(`The deploy ended well but the stack is not at ${endpoint}`);
}

/** Whether a stack expects Rekognition on this machine and nothing answers there. */
async function isOursToStart(rekognitionEndpoint: string): Promise<boolean> {
  if (URL.parse(rekognitionEndpoint)?.hostname !== HOST) return false;
  return !(await answers(rekognitionEndpoint));
}

/** Whether anything is there, whatever it says. */
async function answers(url: string): Promise<boolean> {
  return await fetch(url, { signal: AbortSignal.timeout(LONGEST_ANSWER_MS) }).then(
    () => true,
    () => false,
  );
}

function portOf(endpoint: string): number {
  return Number(new URL(endpoint).port);
}
