// npm run screenshots: signs in, takes the walk of the test and keeps what is seen at each step in docs/page/.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { servePage } from '../../local/page/page.ts';
import { findFreePort } from '../../local/process/port.ts';
import { inProject, localFolder } from '../../local/project.ts';
import { prepareUsers } from '../../local/sign-in.ts';
import { launchBrowser, openPage } from '../../packages/web/tests/support/browser.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { startTestCloud } from '../local/support/test-cloud.ts';
import { planAccident } from './accident.ts';
import { drawFolder, drawLateArrival } from './pictures.ts';
import { readTokens, signIn } from './sign-in.ts';
import { walk } from './walk.ts';

const START_MS = 300_000;
const PATIENCE_MS = 120_000; // for one step, on a busy machine

const terminal = createTerminal();
const folder = await mkdtemp(join(localFolder, 'screenshots-'));
const [cloud, browser] = await Promise.all([
  startTestCloud({ Authentication: 'cognito', AllowAnonymous: 'false' }),
  launchBrowser(),
]);
const [user] = await prepareUsers(cloud.clients.cognito, cloud.outputs.UserPoolId ?? '');
const server = await servePage(cloud, {
  port: await findFreePort(),
  cloudFile: join(folder, 'no-cloud.json'),
  terminal,
  signal: AbortSignal.timeout(START_MS),
});
await mkdir(inProject('docs/page'), { recursive: true });
try {
  const { page } = await openPage(browser, { viewport: { width: 1_280, height: 800 } });
  const keep = async (name: string) => {
    await page.waitForTimeout(700); // whatever still fades in
    // A palette of 256 colours: a fifth of the bytes, and nobody sees it.
    const png = await sharp(await page.screenshot())
      .png({ palette: true, quality: 90, effort: 8 })
      .toBuffer();
    await writeFile(inProject(`docs/page/${name}.png`), png);
    terminal.print(`docs/page/${name}.png  ${Math.round(png.length / 1_000)} kB`);
  };
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(server.url);
  await page.getByRole('heading', { name: 'Sign in to see the photographs' }).waitFor();
  await keep('sign-in');
  if (user) await signIn(page, user);
  await walk(page, {
    pageUrl: server.url,
    folder: await drawFolder(folder),
    late: await drawLateArrival(folder),
    accident: planAccident(cloud),
    shot: keep,
    patience: PATIENCE_MS,
    headers: async () => ({ authorization: `Bearer ${(await readTokens(page)).access_token}` }),
  });

  const photograph = page.locator('[data-image-id]');
  for (const [name, path, width, height, theme] of [
    ['dark', '', 1_280, 800, 'dark'],
    ['phone', '', 360, 740, 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height });
    await page.goto(server.url + path);
    await photograph.first().waitFor();
    await keep(`timeline-${name}`);
  }
} finally {
  await browser.close();
  await server.stop();
  await cloud.remove();
  await rm(folder, { recursive: true, force: true });
}
