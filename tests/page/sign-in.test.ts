// The page on a local cloud where people sign in: the same walk, and how one gets in, stays in and gets out.

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AdminCreateUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { servePage } from '../../local/page/page.ts';
import type { PageServer } from '../../local/page/server.ts';
import { findFreePort } from '../../local/process/port.ts';
import { localFolder } from '../../local/project.ts';
import { prepareUsers } from '../../local/sign-in.ts';
import { launchBrowser, openPage } from '../../packages/web/tests/support/browser.ts';
import type { LocalUser } from '../../stack/cloud-file.ts';
import { allowSignInFrom } from '../../stack/sign-in.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { START_MS, startTestCloud, TEST_MS } from '../local/support/test-cloud.ts';
import { planAccident } from './accident.ts';
import { publishToCloudFront } from './cloudfront.ts';
import { drawFolder, drawLateArrival } from './pictures.ts';
import { changeTokens, readTokens, signIn } from './sign-in.ts';
import { type Seen, walk } from './walk.ts';

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let server: PageServer;
let browser: Browser;
let folder: string;
let user: LocalUser;
let admin: LocalUser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(localFolder, 'test-page-'));
  [cloud, browser] = await Promise.all([
    startTestCloud({ Authentication: 'cognito', AllowAnonymous: 'false', Isolation: 'true' }),
    launchBrowser(),
  ]);
  server = await servePage(cloud, {
    port: await findFreePort(),
    cloudFile: join(folder, 'no-cloud.json'),
    terminal: createTerminal(),
    signal: AbortSignal.timeout(START_MS),
  });
  const users = await prepareUsers(cloud.clients.cognito, cloud.outputs.UserPoolId ?? '');
  [user, admin] = users as [LocalUser, LocalUser];
  ({ page, problems } = await openPage(browser));
  page.setDefaultTimeout(TEST_MS);
}, START_MS);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await cloud?.remove();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const titleOf = (name: string) => page.getByRole('heading', { name });
const renameButton = () => page.getByRole('button', { name: 'Rename Ada Lovelace' });
const toPath = () => page.url().slice(server.url.length - 1);

describe('the page', () => {
  let seen: Partial<Seen>;

  it('shows nothing but where to sign in, and asks the API for nothing else', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${server.url}activity?from=2026`);
    await titleOf('Sign in to see the photographs').waitFor();

    expect(asked.filter((path) => path.startsWith('/api/'))).toEqual(['/api/config']);
  });

  it('brings one back to the address that one wanted, without the code in it', async () => {
    await signIn(page, user);
    await titleOf('Activity').waitFor();

    expect(toPath()).toBe('/activity?from=2026');
  });

  it(
    'is then the same page: everything that one does without a sign-in',
    async () => {
      seen = await walk(page, {
        pageUrl: server.url,
        folder: await drawFolder(folder),
        late: await drawLateArrival(folder),
        accident: planAccident(cloud),
        shot: async () => {},
        patience: TEST_MS,
        headers: async () => ({ authorization: `Bearer ${(await readTokens(page)).access_token}` }),
      });

      expect(seen).toMatchObject({
        tiles: 4,
        people: 1,
        runAgain: 'SUCCEEDED',
        afterDelete: 4,
        leftInTrash: 0,
      });
    },
    2 * TEST_MS,
  );

  it('gets a new token, once for all who ask, where the API takes the old one no more', async () => {
    const before = await readTokens(page);
    await changeTokens(page, { access_token: `${before.access_token.slice(0, -8)}AAAAAAAA` });
    const renewed: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/oauth2/token')) renewed.push(request.postData() ?? '');
    });
    await page.goto(`${server.url}activity`); // asks for several things at once
    await page.locator('.figures').first().waitFor();

    expect(renewed).toEqual([expect.stringContaining('grant_type=refresh_token')]);
    const after = await readTokens(page);
    expect(after.refresh_token).not.toBe(before.refresh_token);
    expect(after.access_token).not.toBe(before.access_token);
  });

  it('says when the sign-in has ended, and goes on at the same place after the next one', async () => {
    const { access_token, refresh_token } = await readTokens(page);
    await changeTokens(page, {
      access_token: `${access_token.slice(0, -8)}AAAAAAAA`,
      refresh_token: `${refresh_token.slice(0, -8)}AAAAAAAA`,
    });
    await page.goto(`${server.url}people`);
    await titleOf('Your sign-in has ended').waitFor();
    expect(toPath()).toBe('/people');

    await signIn(page, user);
    await page.locator('.person', { hasText: 'Ada Lovelace' }).waitFor();
    expect(toPath()).toBe('/people');
    await renameButton().waitFor(); // whom the user has named
  });

  it('signs out, so that neither the tab nor its old tokens get in, and lets somebody else in', async () => {
    const { refresh_token } = await readTokens(page);
    const signOut = async () => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await titleOf('Sign in to see the photographs').waitFor();
    };
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText(user.email).waitFor();
    await page.keyboard.press('Escape');
    await signOut();

    expect(toPath()).toBe('/');
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('token');
    const answer = await page.request.post(`${cloud.outputs.SignInUrl}/oauth2/token`, {
      form: { grant_type: 'refresh_token', refresh_token, client_id: cloud.outputs.UserPoolClientId ?? '' },
    });
    expect(answer.status()).toBe(400);

    await signIn(page, admin);
    await page.locator('[data-image-id]').nth(3).waitFor(); // of everybody
    await page.goto(`${server.url}people`);
    await renameButton().waitFor();
    await signOut();
  });

  it('says what went wrong of a code that is of no use, and lets one try again', async () => {
    await page.goto(`${server.url}signed-in?code=old&state=unknown`);
    await page.getByText(/^Signing in did not work: /).waitFor();

    expect(toPath()).toBe('/');
    await signIn(page, user);
  });

  it('takes whoever was invited from CloudFront to a password of their own, and back', async () => {
    const invited = { email: 'carla@example.com', password: 'Invited-12345-abcde' };
    await cloud.clients.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: cloud.outputs.UserPoolId,
        Username: invited.email,
        TemporaryPassword: invited.password,
        UserAttributes: [{ Name: 'email', Value: invited.email }],
        MessageAction: 'SUPPRESS',
      }),
    );
    const address = `http://${await publishToCloudFront(cloud)}/`;
    await allowSignInFrom(cloud.clients.cognito, cloud.outputs, address);

    const { page: elsewhere, problems: said } = await openPage(browser);
    // The emulator speaks no TLS, and sends whoever comes without it there; a redirect goes past these routes.
    await elsewhere.route(`${address}**`, async (route) => {
      await route.continue({ headers: { ...route.request().headers(), 'x-forwarded-proto': 'https' } });
    });
    const { promise: back, resolve: comeBack } = Promise.withResolvers<string>();
    await elsewhere.route(/\/login$/, async (route) => {
      const response = await route.fetch({ maxRedirects: 0 });
      const { location } = response.headers();
      if (location) comeBack(location);
      await route.fulfill(location ? { status: 204 } : { response });
    });
    await elsewhere.goto(`${address}activity`);
    await elsewhere.getByRole('button', { name: 'Sign in' }).click();
    await elsewhere.getByLabel('Username').fill(invited.email);
    await elsewhere.getByLabel('Password').fill(invited.password);
    await elsewhere.getByRole('button', { name: 'Sign in' }).click();
    await elsewhere.getByLabel('New password', { exact: true }).fill('Chosen-12345-abcde');
    await elsewhere.getByLabel('Confirm new password').fill('Chosen-12345-abcde');
    await elsewhere.getByRole('button', { name: 'Update password' }).click();
    expect(await back).toMatch(`${address}signed-in?code=`);
    await elsewhere.goto(await back);
    await elsewhere.getByRole('button', { name: 'Settings' }).click();
    await elsewhere.getByText(invited.email).waitFor();

    expect(elsewhere.url()).toBe(`${address}activity`);
    expect(said.filter((text) => !/status of 404/.test(text))).toEqual([]); // the icon that the emulator's form lacks
  });

  it('leaves nothing to complain about in the console but what was refused', () => {
    // 401 of a token that no longer holds, 400 of a renewal; 404 of the icon that the emulator's own form lacks.
    const others = problems.filter((text) => !/^Failed to load resource: .* status of 40[014]/.test(text));

    expect(others).toEqual([]);
  });
});
