// What a deployed stack says of itself: the one model of it for the local cloud and for operators.

import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { OperatorError } from '../terminal/errors.ts';

/** Of the local cloud. samconfig.toml, environment `local`, says the same. */
export const LOCAL_STACK_NAME = 'image-workflow-local';

const outputsSchema = z.object({
  UploadBucketName: z.string(),
  ResultsBucketName: z.string(),
  ImagesTableName: z.string(),
  SearchTableName: z.string(),
  PeopleTableName: z.string(),
  PeopleCollectionId: z.string(),
  ProcessImageStateMachineArn: z.string(),
  BackfillStateMachineArn: z.string(),
  FastQueueUrl: z.string(),
  IntakeQueueUrl: z.string(),
  IntakeDeadLetterQueueUrl: z.string(),
  ForgetQueueUrl: z.string(),
  /** These three where people sign in. */
  UserPoolId: z.string().optional(),
  UserPoolClientId: z.string().optional(),
  SignInUrl: z.string().optional(),
});

/** Percent, bytes, pixels as template.yaml has them, which also holds their defaults. */
const parametersSchema = z.object({
  Features: z.string(),
  RekognitionEndpoint: z.string(),
  FaceMatchThreshold: z.coerce.number(),
  MaxSearchedFaces: z.coerce.number(),
  MaxPhotographsInFlight: z.coerce.number(),
  MaxObjectBytes: z.coerce.number(),
  MaxPixels: z.coerce.number(),
  Isolation: z.enum(['true', 'false']),
  PreviewEdge: z.coerce.number(),
});

/** The names that template.yaml gives out. */
export type StackOutputs = z.infer<typeof outputsSchema>;
export type StackParameters = z.infer<typeof parametersSchema>;

/** A stack as CloudFormation describes it, of whatever version. */
export interface Stack {
  name: string;
  /** Whether the last deploy ended well, or was undone well. */
  isWhole: boolean;
  outputs: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, string>>;
}

/**
 * @returns Undefined where there is no such stack.
 * @throws {OperatorError} When CloudFormation cannot be asked: no credentials, no region, nothing there.
 */
export async function findStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<Stack | undefined> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks ?? [];
    if (!stack) return undefined;
    return {
      name,
      isWhole: /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.StackStatus ?? ''),
      outputs: toRecord(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
      parameters: toRecord(
        stack.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
      ),
    };
  } catch (cause) {
    const { message } = cause as Error;
    // CloudFormation has no error of its own for a stack that is not there.
    if (/does not exist/.test(message)) return undefined;
    throw new OperatorError(`Expected to read the stack ${name} but found: ${message}`, { cause });
  }
}

/** @throws {OperatorError} When the stack is of a version that lacks one. */
export function toOutputs({ name, outputs }: Stack): StackOutputs {
  return expectAll(outputsSchema, `The stack ${name} has no output`, outputs);
}

/** @throws {OperatorError} When the stack is of a version that lacks one. */
export function toParameters({ name, parameters }: Stack): StackParameters {
  return expectAll(parametersSchema, `The stack ${name} has no parameter`, parameters);
}

function expectAll<Schema extends z.ZodType>(schema: Schema, what: string, found: unknown): z.output<Schema> {
  const parsed = schema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new OperatorError(`${what} ${parsed.error.issues[0]?.path.join('.')}: deploy it anew`);
}

function toRecord(pairs: [string | undefined, string | undefined][] = []): Record<string, string> {
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
}
