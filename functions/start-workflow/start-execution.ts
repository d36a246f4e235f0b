// One execution for one version of an object, however often its event arrives.

import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { ImageObject } from '@image-workflow/record/image-object';
import { toExecutionName } from '../shared/image-object.ts';

/** @returns The name of the execution of `image` that was started; absent where it runs or ran already, which is success. */
export async function startExecution(
  stepFunctions: SFNClient,
  stateMachineArn: string,
  image: ImageObject,
): Promise<string | undefined> {
  const name = toExecutionName(image);
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn,
        name,
        input: JSON.stringify({ image }), // the same bytes on every delivery
      }),
    );
    return name;
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
    return undefined;
  }
}
