// The page behind the distribution of a local cloud, as a deploy puts it there.

import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { localFolder } from '../../local/project.ts';
import { sendPage } from '../../operate/deploy/publish-page.ts';
import { LOCAL_STACK_NAME } from '../../stack/stack.ts';
import type { startTestCloud } from '../local/support/test-cloud.ts';

/**
 * @returns The host of the page. The emulator serves distributions by their names below localhost, which browsers resolve and
 * Node does not.
 */
export async function publishToCloudFront({
  clients,
  endpoint,
}: Awaited<ReturnType<typeof startTestCloud>>): Promise<string> {
  const { Stacks } = await clients.cloudFormation.send(
    new DescribeStacksCommand({ StackName: LOCAL_STACK_NAME }),
  );
  const outputOf = (name: string) =>
    Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  await sendPage(clients.s3, { bucket: outputOf('PageBucketName'), folder: join(localFolder, 'page') });
  const [label] = new URL(outputOf('PageUrl')).hostname.split('.');
  return `${label}.cloudfront.localhost:${new URL(endpoint).port}`;
}
