// The stream of records waits while something is done to the index; it keeps a day of changes.

import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { GetEventSourceMappingCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { Target } from '../../stack/target.ts';
import { OperatorError } from '../../terminal/errors.ts';

const POLL_MS = 1_000;
const LONGEST_CHANGE_MS = 120_000;

/** Whatever becomes of `work`, indexing goes on after it. */
export async function pauseIndexing<Result>(target: Target, work: () => Promise<Result>): Promise<Result> {
  const { cloudFormation } = target.clients;
  const { StackResourceDetail } = await cloudFormation.send(
    new DescribeStackResourceCommand({
      StackName: target.stackName,
      LogicalResourceId: 'IndexImagesEventSource',
    }),
  );
  const UUID = StackResourceDetail?.PhysicalResourceId;
  if (!UUID) throw new OperatorError(`The stack ${target.stackName} keeps no index: deploy it anew`);

  await setEnabled(target, UUID, false);
  try {
    return await work();
  } finally {
    await setEnabled(target, UUID, true);
  }
}

async function setEnabled({ clients }: Target, UUID: string, Enabled: boolean): Promise<void> {
  const wanted = Enabled ? 'Enabled' : 'Disabled';
  await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  for (const end = Date.now() + LONGEST_CHANGE_MS; ; await sleep(POLL_MS)) {
    const { State } = await clients.lambda.send(new GetEventSourceMappingCommand({ UUID }));
    if (State === wanted) return;
    if (Date.now() > end)
      throw new OperatorError(`Expected the index's event source to be ${wanted} but found ${State}`);
  }
}
