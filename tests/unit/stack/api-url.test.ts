import { describe, expect, it } from '@jest/globals';
import { toApiUrl } from '../../../stack/api-url.ts';

const outputs = { ApiUrl: 'https://d85714d6.execute-api.us-east-1.amazonaws.com' };

describe('the URL of the HTTP API', () => {
  it('is what the stack says, in AWS', () => {
    expect(toApiUrl({ outputs })).toBe('https://d85714d6.execute-api.us-east-1.amazonaws.com');
  });

  it('is a path of the endpoint on this machine, where its host name leads nowhere', () => {
    expect(toApiUrl({ outputs }, 'http://127.0.0.1:4566')).toBe(
      'http://127.0.0.1:4566/_aws/execute-api/d85714d6/$default',
    );
  });

  it('is none where the stack has no API', () => {
    expect(toApiUrl({ outputs: {} }, 'http://127.0.0.1:4566')).toBeUndefined();
  });
});
