import { CloudFormationClient, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { isDeclined } from '../../../../operate/deploy/declined.ts';

const older = new Date('2026-11-25');
const newer = new Date('2026-11-26');

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ChangeSetSummary.html} */
describe('isDeclined', () => {
  it.each([
    ['a change that waits', true, [{ ExecutionStatus: 'AVAILABLE', CreationTime: newer }]],
    ['none, for it was carried out', false, []],
    [
      'one without a difference, after one that was declined',
      false,
      [
        { ExecutionStatus: 'AVAILABLE', CreationTime: older },
        { ExecutionStatus: 'UNAVAILABLE', Status: 'FAILED', CreationTime: newer },
      ],
    ],
  ] as const)('sees %s', async (_, declined, Summaries) => {
    const cloudFormation = mockClient(CloudFormationClient);
    cloudFormation.on(ListChangeSetsCommand).resolves({ Summaries: [...Summaries] });

    expect(await isDeclined(new CloudFormationClient({}), 'image-workflow')).toBe(declined);
  });
});
