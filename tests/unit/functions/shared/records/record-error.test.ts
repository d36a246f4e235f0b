import { describe, expect, it } from '@jest/globals';
import { toRecordError } from '../../../../../functions/shared/records/record-error.ts';

describe('toRecordError', () => {
  it('takes the message out of the Cause of an error that a function threw', () => {
    const Cause = JSON.stringify({
      errorType: 'AccessDenied',
      errorMessage: 'Access Denied',
      trace: ['AccessDenied: Access Denied', '    at file:///var/task/handler.js:1:1'],
    });

    expect(toRecordError({ Error: 'AccessDenied', Cause }, 'ExtractMetadata')).toEqual({
      name: 'AccessDenied',
      message: 'Access Denied',
      state: 'ExtractMetadata',
    });
  });

  it.each([
    ['a timeout', 'The task timed out after 75 seconds'],
    ['JSON that is not from a function', '{"code":1}'],
    ['JSON that was cut', '{"errorType":"Error","errorMessage":"abc'],
  ])('keeps the Cause of %s as it is', (_, Cause) => {
    expect(toRecordError({ Error: 'States.Timeout', Cause }, 'DetectLabels').message).toBe(Cause);
  });

  it.each([undefined, '', '{"errorMessage":""}'])('says so where there is no cause: %p', (Cause) => {
    expect(toRecordError({ Error: 'States.Timeout', Cause }, 'DetectLabels').message).toBe(
      'No cause was given',
    );
  });

  it('cuts a message that would fill the record', () => {
    expect(toRecordError({ Error: 'E', Cause: 'x'.repeat(32_768) }).message).toHaveLength(2_000);
  });
});
