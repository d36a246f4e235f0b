// The page's place in the user pool: where a sign-in may come back to.

import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  ListUsersCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SIGNED_IN_PATH } from '@image-workflow/record/api/config';
import { OperatorError } from '../terminal/errors.ts';

/** The stack's outputs of these names; they are absent where nobody signs in. */
export interface SignInOutputs {
  UserPoolId?: string | undefined;
  UserPoolClientId?: string | undefined;
}

/**
 * Lets a sign-in come back to the page. The template cannot: the page's address depends on the API, the API on the client.
 *
 * @param pageUrl - `https://d111.cloudfront.net/`
 * @returns Whether there was something to change.
 * @throws {OperatorError} When the client is not there.
 */
export async function allowSignInFrom(
  cognito: CognitoIdentityProviderClient,
  { UserPoolId, UserPoolClientId: ClientId }: SignInOutputs,
  pageUrl: string,
): Promise<boolean> {
  if (!UserPoolId || !ClientId) return false;
  const { UserPoolClient } = await cognito
    .send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))
    .catch((cause) => {
      throw new OperatorError(`Expected to read the user pool's client but found: ${cause.message}`, {
        cause,
      });
    });
  // What an update leaves out goes back to Cognito's default, so all of the client goes with it.
  const { ClientSecret: _, CreationDate: _1, LastModifiedDate: _2, ...client } = UserPoolClient ?? {};
  const CallbackURLs = withUrl(client.CallbackURLs, new URL(SIGNED_IN_PATH, pageUrl).href);
  const LogoutURLs = withUrl(client.LogoutURLs, new URL('/', pageUrl).href);
  if (CallbackURLs === client.CallbackURLs && LogoutURLs === client.LogoutURLs) return false;

  await cognito.send(
    new UpdateUserPoolClientCommand({ ...client, UserPoolId, ClientId, CallbackURLs, LogoutURLs }),
  );
  return true;
}

/** Whether somebody was invited yet: until then a page where people sign in lets nobody in. */
export async function hasUsers(
  cognito: CognitoIdentityProviderClient,
  { UserPoolId }: SignInOutputs,
): Promise<boolean> {
  const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId, Limit: 1 }));
  return Users.length > 0;
}

function withUrl(urls: string[] = [], url: string): string[] {
  return urls.includes(url) ? urls : [...urls, url];
}
