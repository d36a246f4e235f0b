// What `sam local invoke` needs against the local cloud:
//   sam local invoke DetectLabelsFunction -e .local/events/detect-labels.json --env-vars .local/sam-local-env.json

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { ImageRecord } from '@image-workflow/record';
import type { Clients } from '../stack/clients.ts';
import { CREDENTIALS, REGION } from '../stack/local-credentials.ts';
import { readSampleEvents, toEventsOf } from '../stack/sample-events.ts';
import { LOCAL_STACK_NAME } from '../stack/stack.ts';

/** Every function gets the environment that it has in the local cloud, and the local cloud's address. */
export async function writeSamLocalEnvironment(
  file: string,
  clients: Clients,
  endpoint: string,
): Promise<void> {
  const environments: Record<string, Record<string, string>> = {};
  const pages = paginateListStackResources(
    { client: clients.cloudFormation },
    { StackName: LOCAL_STACK_NAME },
  );
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const { LogicalResourceId = '', PhysicalResourceId, ResourceType } of StackResourceSummaries) {
      if (ResourceType !== 'AWS::Lambda::Function') continue;
      const { Environment } = await clients.lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: PhysicalResourceId }),
      );
      environments[LogicalResourceId] = {
        ...Environment?.Variables,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      };
    }
  }
  await writeFile(file, `${JSON.stringify(environments, null, 2)}\n`);
}

/** The sample events, told of a photograph that is there. */
export async function writeSamLocalEvents(folder: string, record: ImageRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  const events = toEventsOf(record, await readSampleEvents());
  await Promise.all(
    [...events].map(([name, event]) =>
      writeFile(join(folder, `${name}.json`), `${JSON.stringify(event, null, 2)}\n`),
    ),
  );
}
