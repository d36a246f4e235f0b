// What somebody does in a browser to sign in at the local cloud, and what the page then keeps.

import type { Page } from 'playwright-core';
import type { LocalUser } from '../../stack/cloud-file.ts';

/** From the page's own view, by the emulator's form, back to the address that the page was opened at. */
export async function signIn(page: Page, { email, password }: LocalUser): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Username').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Settings' }).waitFor();
}

/** Of the tab. */
interface Tokens {
  access_token: string;
  refresh_token: string;
}

export async function readTokens(page: Page): Promise<Tokens> {
  return JSON.parse(await page.evaluate<string>(`sessionStorage.getItem(${KEY})`));
}

/** As if time had passed, or somebody had meddled with them. */
export async function changeTokens(page: Page, change: Partial<Tokens>): Promise<void> {
  await page.evaluate(
    `sessionStorage.setItem(${KEY}, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(${KEY})), ...${JSON.stringify(change)} }))`,
  );
}

/** Where the OIDC library keeps them. */
const KEY = `Object.keys(sessionStorage).find((key) => key.startsWith('oidc.user:'))`;
