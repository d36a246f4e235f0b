// Where to look next: commands that work as they stand, in any terminal.

import type { LocalUser } from '../../stack/cloud-file.ts';
import { CREDENTIALS, REGION } from '../../stack/local-credentials.ts';
import { bold, dim } from '../../terminal/text.ts';
import type { Cloud } from '../cloud.ts';
import type { Finished } from '../follow/executions.ts';

/** @param last - The photograph that the commands ask about. */
export function describeNextSteps(
  {
    endpoint,
    apiUrl,
    pageUrl,
    users = [],
    outputs,
  }: Pick<Cloud, 'endpoint' | 'apiUrl' | 'outputs'> & {
    pageUrl?: string | undefined;
    users?: LocalUser[] | undefined;
  },
  last: Finished | undefined,
): string {
  const variables: [string, string][] = [
    ['AWS_ENDPOINT_URL', endpoint],
    ['AWS_DEFAULT_REGION', REGION],
    ['AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey],
  ];
  const arn = last?.execution.arn;
  const id = last?.execution.image.imageId;

  const steps: [string, string][] = [
    ...(arn && id
      ? ([
          ['The execution', `aws stepfunctions describe-execution --execution-arn ${arn}`],
          ['Its history, state by state', `aws stepfunctions get-execution-history --execution-arn ${arn}`],
          [
            'Its record',
            `aws dynamodb get-item --table-name ${outputs.ImagesTableName} --key '{"imageId":{"S":"${id}"}}'`,
          ],
        ] satisfies [string, string][])
      : []),
    ['All records', `aws dynamodb scan --table-name ${outputs.ImagesTableName}`],
    ['Thumbnails and previews', `aws s3 ls --recursive s3://${outputs.ResultsBucketName}/`],
    ['Another photograph', `aws s3 cp photo.jpg s3://${outputs.UploadBucketName}/`],
  ];
  const lines = steps.map(([title, command]) => `  ${dim(title)}\n    ${command}`);
  return [
    '',
    ...(pageUrl ? [`${bold('The page')}: ${pageUrl}`] : []),
    ...users.map(
      ({ email, password, isAdmin }) =>
        `  ${dim(isAdmin ? 'Sign in, as administrator' : 'Sign in')}  ${email}  ${password}`,
    ),
    ...(apiUrl ? [`${bold('The HTTP API')}: ${apiUrl}/api`] : []),
    `${bold('Where to look next')}: ${endpoint} speaks the AWS API. In another terminal, first`,
    `    export ${variables.map(([name, value]) => `${name}=${value}`).join(' ')}`,
    ...lines,
  ].join('\n');
}
