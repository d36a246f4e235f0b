import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  ListUsersCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { allowSignInFrom, hasUsers } from '../../../stack/sign-in.ts';

const outputs = { UserPoolId: 'eu-central-1_1', UserPoolClientId: 'client-1' };
const settings = {
  UserPoolId: 'eu-central-1_1',
  ClientId: 'client-1',
  ClientName: 'UserPoolClient-1',
  AllowedOAuthFlows: ['code' as const],
  AccessTokenValidity: 15,
  CallbackURLs: ['https://photographs-1.auth/signed-in'],
  LogoutURLs: ['https://photographs-1.auth/'],
};
const cognito = mockClient(CognitoIdentityProviderClient);
const client = new CognitoIdentityProviderClient({});
const isThere = (urls: Partial<typeof settings> = {}): void => {
  const UserPoolClient = { ...settings, ...urls, CreationDate: new Date(0), LastModifiedDate: new Date(0) };
  cognito.on(DescribeUserPoolClientCommand).resolves({ UserPoolClient });
};

beforeEach(() => {
  cognito.reset();
});

describe('allowSignInFrom', () => {
  it('adds the page to where a sign-in comes back to, and leaves everything else as it is', async () => {
    isThere();

    expect(await allowSignInFrom(client, outputs, 'https://d111.cloudfront.net/')).toBe(true);

    expect(cognito.commandCalls(UpdateUserPoolClientCommand).map(({ args }) => args[0].input)).toEqual([
      {
        ...settings,
        CallbackURLs: [...settings.CallbackURLs, 'https://d111.cloudfront.net/signed-in'],
        LogoutURLs: [...settings.LogoutURLs, 'https://d111.cloudfront.net/'],
      },
    ]);
  });

  it('changes nothing where the page is known', async () => {
    isThere({
      CallbackURLs: ['https://d111.cloudfront.net/signed-in'],
      LogoutURLs: ['https://d111.cloudfront.net/'],
    });

    expect(await allowSignInFrom(client, outputs, 'https://d111.cloudfront.net/')).toBe(false);
    expect(cognito.commandCalls(UpdateUserPoolClientCommand)).toEqual([]);
  });

  it('asks nothing where nobody signs in', async () => {
    expect(await allowSignInFrom(client, {}, 'https://d111.cloudfront.net/')).toBe(false);
    expect(cognito.calls()).toEqual([]);
  });

  it('says what is missing where the client is gone', async () => {
    cognito.on(DescribeUserPoolClientCommand).rejects(new Error('User pool client client-1 does not exist.'));

    await expect(allowSignInFrom(client, outputs, 'https://d111.cloudfront.net/')).rejects.toThrow(
      "Expected to read the user pool's client but found: User pool client client-1 does not exist.",
    );
  });
});

describe('hasUsers', () => {
  it.each([[[]], [[{ Username: 'ada' }]]])('asks for one: %j', async (Users) => {
    cognito.on(ListUsersCommand, { UserPoolId: 'eu-central-1_1', Limit: 1 }).resolves({ Users });

    expect(await hasUsers(client, outputs)).toBe(Users.length > 0);
  });
});
