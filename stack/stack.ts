// What the deployed stack says of itself.

import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { z } from 'zod';
import { parse } from '../functions/shared/parse.ts';
import type { Clients } from './clients.ts';

/** samconfig.toml, environment `local`, says the same. */
export const STACK_NAME = 'image-workflow-local';

const outputsSchema = z.object({
  UploadBucketName: z.string(),
  ResultsBucketName: z.string(),
  ImagesTableName: z.string(),
  ProcessImageStateMachineArn: z.string(),
  IntakeQueueUrl: z.string(),
  IntakeDeadLetterQueueUrl: z.string(),
});

/** The names that template.yaml gives out. */
export type StackOutputs = z.infer<typeof outputsSchema>;

export interface DeployedStack {
  outputs: StackOutputs;
  /** Where its functions find Rekognition; empty for the endpoint's own. */
  rekognitionEndpoint: string;
}

/** @returns Undefined where the stack does not exist, or was never whole. */
export async function describeStack({
  cloudFormation,
}: Pick<Clients, 'cloudFormation'>): Promise<DeployedStack | undefined> {
  const stack = await findStack(cloudFormation);
  if (!stack || !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.StackStatus ?? '')) return undefined;

  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
  );
  const endpoint = stack.Parameters?.find(({ ParameterKey }) => ParameterKey === 'RekognitionEndpoint');
  return {
    outputs: parse(outputsSchema, `the outputs of ${STACK_NAME}`, outputs),
    rekognitionEndpoint: endpoint?.ParameterValue ?? '',
  };
}

async function findStack(cloudFormation: Clients['cloudFormation']): Promise<Stack | undefined> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
    return Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for a stack that is not there.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
