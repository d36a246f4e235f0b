// Who may sign in to the local cloud: one user and one administrator, so that both sides of Isolation can be looked at.

import { randomInt } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalUser } from '../stack/cloud-file.ts';

/** Addresses that nobody can have: https://www.rfc-editor.org/rfc/rfc2606 */
const USERS = [
  { email: 'user@example.com', isAdmin: false },
  { email: 'admin@example.com', isAdmin: true },
];

/** Of the template's AdminGroup. */
const ADMINS = 'admins';

/**
 * Makes them where they are missing, and gives each a new password: no password of this project is one that anybody knows.
 * Who is signed in stays so.
 */
export async function prepareUsers(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  users = USERS,
): Promise<LocalUser[]> {
  return await Promise.all(
    users.map(async ({ email, isAdmin }) => {
      const user = { UserPoolId, Username: email };
      await cognito
        .send(
          new AdminCreateUserCommand({
            ...user,
            MessageAction: 'SUPPRESS',
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
            ],
          }),
        )
        .catch((error) => {
          if (!(error instanceof UsernameExistsException)) throw error;
        });
      const password = createPassword();
      await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
      if (isAdmin) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: ADMINS }));
      return { email, password, isAdmin };
    }),
  );
}

/** Without what looks like something else: 0 and O, 1, l and I. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** `hK4nd-x7Tqe-Wm9ya`: 87 bits, of every kind that the pool's policy asks for. */
export function createPassword(): string {
  const group = () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const password = [group(), group(), group()].join('-');
  return [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(password)) ? password : createPassword();
}
