import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { context, readEvent } from '../events.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.RESULTS_BUCKET = 'results';
process.env.PROJECT_VERSION_ARN = ''; // the default of the template's parameter
const { handler } = await import('../../../../functions/detect-custom-labels/handler.ts');

it('DetectCustomLabels makes no call in a stack without a model of its own', async () => {
  const rekognition = mockClient(RekognitionClient);

  expect(await handler(readEvent('detect-custom-labels'), context)).toEqual({
    status: 'SKIPPED',
    reason: 'The stack names no project version',
  });
  expect(rekognition.calls()).toHaveLength(0);
});
