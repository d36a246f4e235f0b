// One execution for one version of an object, however often its event arrives.

import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { ImageObject } from '@image-workflow/record/image-object';
import { toExecutionName } from '../shared/image-object.ts';

/** The ARN is known before the execution starts, because its name is. */
export function toExecutionArn(stateMachineArn: string, image: ImageObject): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${toExecutionName(image)}`;
}

/** Starts the execution of `image`; one that runs or ran already is success. */
export async function startExecution(
  stepFunctions: SFNClient,
  stateMachineArn: string,
  image: ImageObject,
): Promise<void> {
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: toExecutionName(image),
        input: JSON.stringify({ image }), // the same bytes on every delivery
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
