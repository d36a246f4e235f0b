// Whether AWS can be asked at all, before minutes of building.

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OperatorError } from '../../terminal/errors.ts';
import type { Place } from './plan.ts';

/** What AWS says to keys that are not, or no longer, valid. */
const REFUSED =
  /^(ExpiredToken|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidSignature|AuthFailure)/;

/** @throws {OperatorError} When there is no region, or there are no credentials that AWS takes. */
export async function expectAccount({ region, profile }: Place): Promise<void> {
  const client = new CloudFormationClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    maxAttempts: 2,
  });
  try {
    const found = await client.config.region().catch((cause) => {
      throw new OperatorError(
        `Expected a region in AWS_REGION, --region, samconfig.toml or the profile but found none (${cause.message})`,
        { cause },
      );
    });
    await client.config.credentials().catch((cause) => {
      throw new OperatorError(
        `Expected AWS credentials, as AWS_PROFILE or AWS_ACCESS_KEY_ID name them, but found none${profile ? ` in the profile ${profile}` : ''}: ${cause.message}`,
        { cause },
      );
    });
    await ask(client, found);
  } finally {
    client.destroy();
  }
}

/** Any stack, and whether there is one, does not matter: only what AWS says of the caller. */
async function ask(client: CloudFormationClient, region: string): Promise<void> {
  try {
    await client.send(new DescribeStacksCommand({ StackName: 'image-workflow' }));
  } catch (cause) {
    const { name, message } = cause as Error;
    if (REFUSED.test(name))
      throw new OperatorError(`Expected credentials that AWS takes but found: ${name}: ${message}`, {
        cause,
      });
    if ('$fault' in (cause as object)) return; // an answer to a caller that AWS knows: no such stack, no right to look
    throw new OperatorError(`Expected to reach AWS in the region ${region} but found: ${message}`, { cause });
  }
}
