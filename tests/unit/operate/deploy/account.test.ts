import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { expectAccount } from '../../../../operate/deploy/account.ts';

const cloudFormation = mockClient(CloudFormationClient);
const before = process.env;
const folder = mkdtempSync(join(tmpdir(), 'account-'));

beforeEach(() => {
  cloudFormation.reset();
  cloudFormation.on(DescribeStacksCommand).rejects(answer('ValidationError', 'Stack does not exist'));
  const others = Object.entries(before).filter(([name]) => !name.startsWith('AWS_'));
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
  writeFileSync(config, '[profile away]\nregion = eu-west-1\n');
  writeFileSync(credentials, '[away]\naws_access_key_id = test\naws_secret_access_key = test\n');
  process.env = {
    ...Object.fromEntries(others),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_EC2_METADATA_DISABLED: 'true', // else the SDK would look for the credentials of a machine in AWS
  };
});

afterEach(() => {
  process.env = before;
});

afterAll(() => rmSync(folder, { recursive: true }));

/** An error as the SDK makes it of an answer. */
function answer(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: {} });
}

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

describe('expectAccount', () => {
  it('is content with a region and keys, whether the stack is there or may be looked at', async () => {
    Object.assign(process.env, KEYS);
    await expect(expectAccount({ region: 'eu-west-1' })).resolves.toBeUndefined();

    cloudFormation.on(DescribeStacksCommand).rejects(answer('AccessDenied', 'not authorized'));

    await expect(expectAccount({ region: 'eu-west-1' })).resolves.toBeUndefined();
  });

  it('takes the region from AWS_REGION, and both from a profile', async () => {
    await expect(expectAccount({ profile: 'away' })).resolves.toBeUndefined();

    Object.assign(process.env, KEYS, { AWS_REGION: 'eu-central-1' });

    await expect(expectAccount({})).resolves.toBeUndefined();
  });

  it.each<[string, Record<string, string>, Parameters<typeof expectAccount>[0], RegExp]>([
    [
      'no region',
      KEYS,
      {},
      /^Expected a region in AWS_REGION, --region, samconfig\.toml or the profile but found none/,
    ],
    [
      'no credentials',
      {},
      { region: 'eu-west-1' },
      /^Expected AWS credentials, as AWS_PROFILE or AWS_ACCESS_KEY_ID name them, but found none: /,
    ],
    ['no such profile', {}, { region: 'eu-west-1', profile: 'nobody' }, /^Expected AWS credentials.*nobody/],
  ])('says in one sentence: %s', async (_, environment, place, message) => {
    Object.assign(process.env, environment);

    await expect(expectAccount(place)).rejects.toMatchObject({
      name: 'OperatorError',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [answer('ExpiredToken', 'The token has expired'), 'ExpiredToken: The token has expired'],
    [answer('InvalidClientTokenId', 'The token is invalid'), 'InvalidClientTokenId: The token is invalid'],
  ])('says that AWS does not take the keys: %s', async (error, found) => {
    Object.assign(process.env, KEYS);
    cloudFormation.on(DescribeStacksCommand).rejects(error);

    await expect(expectAccount({ region: 'eu-west-1' })).rejects.toThrow(
      `Expected credentials that AWS takes but found: ${found}`,
    );
  });

  it('says that nothing answers in the region', async () => {
    Object.assign(process.env, KEYS);
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('getaddrinfo ENOTFOUND'));

    await expect(expectAccount({ region: 'eu-nowhere-1' })).rejects.toThrow(
      'Expected to reach AWS in the region eu-nowhere-1 but found: getaddrinfo ENOTFOUND',
    );
  });
});
