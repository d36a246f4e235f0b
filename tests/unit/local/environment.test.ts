import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanEnvironment } from '../../../local/environment.ts';
import { awsEnvironment } from '../../../stack/local-credentials.ts';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

describe('cleanEnvironment', () => {
  it('hands on nothing by which a real account could be reached', () => {
    process.env.AWS_PROFILE = 'production';
    process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = 'https://cloudformation.eu-west-1.amazonaws.com';
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';

    expect(Object.keys(cleanEnvironment()).filter((name) => name.startsWith('AWS_'))).toEqual([]);
  });

  it('keeps the rest', () => {
    process.env.HTTPS_PROXY = 'http://proxy:3128';

    expect(cleanEnvironment().HTTPS_PROXY).toBe('http://proxy:3128');
  });

  it('finds Node 24 first', () => {
    expect(cleanEnvironment().PATH).toMatch(/^[^:]*node_modules\/node\/bin:/);
  });
});

describe('awsEnvironment', () => {
  it('leads every call to the endpoint, whatever the user’s files say', () => {
    expect(awsEnvironment('http://127.0.0.1:4566')).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });
});
