// Which stack a command works on: that of the local cloud that runs here, or one in AWS.

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { OperatorError } from '../terminal/errors.ts';
import { type Clients, type Connection, createClients, toLocalConnection } from './clients.ts';
import { CLOUD_FILE, findCloud } from './cloud-file.ts';
import {
  findStack,
  LOCAL_STACK_NAME,
  type StackOutputs,
  type StackParameters,
  toOutputs,
  toParameters,
} from './stack.ts';

export interface Target {
  stackName: string;
  /** Absent for a stack in AWS. */
  endpoint?: string | undefined;
  clients: Clients;
  outputs: StackOutputs;
  parameters: StackParameters;
}

export interface TargetOptions {
  /** Name of a deployed stack, with the credentials and the region that the AWS SDK finds. */
  stack?: string | undefined;
  /** Of a cloud on this machine that `npm start --endpoint` uses. */
  endpoint?: string | undefined;
  /** Where the local cloud says that it runs. */
  cloudFile?: string;
}

/**
 * @throws {OperatorError} When the local cloud does not run, or there is no such stack, or an older one.
 */
export async function openTarget({
  stack,
  endpoint,
  cloudFile = CLOUD_FILE,
}: TargetOptions): Promise<Target> {
  if (stack !== undefined) return connect(stack, {});

  const local = endpoint ?? (await findCloud(cloudFile))?.endpoint;
  if (local === undefined) {
    throw new OperatorError(
      'The local cloud does not run: start it with npm start, or name a stack with --stack',
    );
  }
  return connect(LOCAL_STACK_NAME, toLocalConnection(local));
}

/** The stack is the first thing asked: the answer tells of missing credentials or a cloud that does not answer. */
async function connect(stackName: string, connection: Connection): Promise<Target> {
  const stack = await findStack(new CloudFormationClient(connection), stackName);
  if (!stack)
    throw new OperatorError(
      `Expected a stack ${stackName} but there is none: is it the right account and region?`,
    );
  const parameters = toParameters(stack);
  return {
    stackName,
    endpoint: connection.endpoint,
    // The functions of a stack in AWS may reach Rekognition inside their VPC; whoever stands outside does not.
    clients: createClients(connection, connection.endpoint && parameters.RekognitionEndpoint),
    outputs: toOutputs(stack),
    parameters,
  };
}
