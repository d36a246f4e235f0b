// Something that goes wrong on a local cloud, and is put right: recognition that is out of order, and the execution that an
// operator stops because of it.

import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { LocalCloud } from '../../local/cloud.ts';

export interface Accident {
  /** From now on labels are tried in vain. */
  begin(): Promise<void>;
  /** The photograph's execution, which tries again and again, is stopped. */
  stop(imageId: string): Promise<void>;
  /** Labels work again. */
  end(): Promise<void>;
}

export function planAccident({ clients, outputs, rekognitionEndpoint }: LocalCloud): Accident {
  const faults = `${rekognitionEndpoint}/faults`;
  return {
    async begin() {
      const plan = { errors: { DetectLabels: 'ThrottlingException' } };
      await fetch(faults, { method: 'PUT', body: JSON.stringify(plan) });
    },
    async stop(imageId) {
      const { executions = [] } = await clients.sfn.send(
        new ListExecutionsCommand({
          stateMachineArn: outputs.ProcessImageStateMachineArn,
          statusFilter: 'RUNNING',
        }),
      );
      const running = executions.filter(({ name }) => name?.startsWith(imageId));
      for (const { executionArn } of running) {
        await clients.sfn.send(
          new StopExecutionCommand({
            executionArn,
            error: 'StoppedByOperator',
            cause: 'Labels have been throttled for too long',
          }),
        );
      }
    },
    async end() {
      await fetch(faults, { method: 'DELETE' });
    },
  };
}
