// Which photographs are at work, as Step Functions lists them.

import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

const MOST_RESULTS = 1_000; // of one page

/**
 * The list is eventually consistent: an execution appears, and goes, within seconds.
 *
 * @returns Names, at most `limit`; undefined where the account asks too often.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export async function listRunning(
  stepFunctions: SFNClient,
  stateMachineArn: string,
  limit: number,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const { executions = [] } = await stepFunctions.send(
      new ListExecutionsCommand({
        stateMachineArn,
        statusFilter: 'RUNNING',
        maxResults: Math.min(limit, MOST_RESULTS),
      }),
    );
    return new Set(executions.map(({ name = '' }) => name));
  } catch (error) {
    if ((error as Error).name === 'ThrottlingException') return undefined;
    throw error;
  }
}
