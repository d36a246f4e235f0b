// Whether the change that `sam deploy` showed was declined: it ends with success then, too.

import { type CloudFormationClient, paginateListChangeSets } from '@aws-sdk/client-cloudformation';

/** CloudFormation deletes what it has carried out, so that only a change that waits can be the newest one and available. */
export async function isDeclined(client: CloudFormationClient, stackName: string): Promise<boolean> {
  const changes = [];
  for await (const { Summaries = [] } of paginateListChangeSets({ client }, { StackName: stackName }))
    changes.push(...Summaries);
  const [newest] = changes.toSorted((one, other) => Number(other.CreationTime) - Number(one.CreationTime));
  return newest?.ExecutionStatus === 'AVAILABLE';
}
