import { expect, it } from '@jest/globals';
import { createPassword } from '../../../local/sign-in.ts';
import { resource } from '../../template/template.ts';

it('a password is what the user pool asks for, and another one each time', () => {
  const passwords = Array.from({ length: 1_000 }, createPassword);
  const { MinimumLength } = resource('UserPool').Properties.Policies.PasswordPolicy;

  for (const password of passwords) {
    expect(password.length).toBeGreaterThanOrEqual(MinimumLength);
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /-/]) expect(password).toMatch(kind); // Cognito counts - as a symbol
  }
  expect(new Set(passwords).size).toBe(1_000);
});
