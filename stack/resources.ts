// What a stack consists of, by the names that template.yaml has for it.

import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';

export interface StackResource {
  /** `FastQueue`, as template.yaml says it. */
  logicalId: string;
  /** What CloudFormation has called it: a function's name, a queue's URL. */
  physicalId: string;
  /** `AWS::SQS::Queue` */
  type: string;
}

export async function listResources(
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  const pages = paginateListStackResources({ client: cloudFormation }, { StackName: stackName });
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const {
      LogicalResourceId = '',
      PhysicalResourceId = '',
      ResourceType = '',
    } of StackResourceSummaries)
      resources.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId, type: ResourceType });
  }
  return resources;
}
