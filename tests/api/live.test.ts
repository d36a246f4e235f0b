// The API as people meet it, on a real local cloud: the client's example and the curl lines of the docs, each as it is
// printed there, and a fuzzer that holds every answer against docs/openapi.json.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ImageWorkflowClient } from '@image-workflow/client';
import type { Config } from '@image-workflow/record/api/config';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { drawSamplePicture } from '../../local/intake/sample-picture.ts';
import { inProject } from '../../local/project.ts';
import { drawFaces } from '../../packages/rekognition/tests/faces/drawn-face.ts';
import { START_MS, startTestCloud, TEST_MS } from '../local/support/test-cloud.ts';

const run = promisify(execFile);
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let folder: string; // outside the project, whose modules must not be found
let apiUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-'));
  cloud = await startTestCloud();
  apiUrl = cloud.apiUrl ?? '';
  await mkdir(join(folder, '.local'));
  await writeFile(join(folder, '.local/cloud.json'), JSON.stringify({ apiUrl }));
  const friends = await drawFaces(1_200, 800, [
    { x: 380, y: 330, scale: 1.5 },
    { x: 830, y: 360, scale: 1.35, skin: '#c68642', hair: '#1c1310', isMouthOpen: true },
  ]);
  await writeFile(join(folder, 'photo.jpg'), await sharp(friends).jpeg().toBuffer());
}, START_MS);

afterAll(async () => {
  await cloud?.remove();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** What stands in the blocks of a language, block by block. */
async function codeOf(page: string, language: string): Promise<string[]> {
  const text = await readFile(inProject(page), 'utf8');
  const blocks = text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, 'gms'));
  return [...blocks].map(([, , code = '']) => code);
}

/** Types that are not there would be `any`, to which everything may be done. */
const TYPED = `
import { type DeletedImage, type ImageCard, type ImageDetail, ImageWorkflowClient, type Redriven } from '@image-workflow/client';
declare const card: ImageCard, detail: ImageDetail, redriven: Redriven, deleted: DeletedImage;
export const known: [string, number, string] = [card.thumbnails[0]?.url ?? detail.name, redriven.sent, deleted.deletedAt];
// @ts-expect-error there is no such time
deleted.deletedOn;
// @ts-expect-error labels are a list
new ImageWorkflowClient('').listImages({ label: 'Dog' });
`;

it(
  "the client's example uploads a photograph from a folder of its own, follows it and prints its labels",
  async () => {
    const [example = ''] = await codeOf('packages/client/README.md', 'ts');
    const own = join(folder, 'example');
    await mkdir(own);
    await drawSamplePicture(join(own, 'dog.jpg'));
    await writeFile(join(own, 'upload.mjs'), example);
    const { stdout: packed } = await run(process.execPath, [inProject('packages/client/build.ts'), own]);
    // zod comes from here: a test asks no registry.
    const install = ['install', '--prefix', own, '--offline', '--no-audit', '--no-fund'];
    await run('npm', [...install, packed.trim(), inProject('node_modules/zod')]);
    await writeFile(join(own, 'types.mts'), TYPED);
    const strictly = [
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      '--module',
      'nodenext',
      '--lib',
      'es2024,dom',
    ];
    await run(inProject('node_modules/.bin/tsc'), [...strictly, 'types.mts'], { cwd: own });

    const { stdout } = await run(process.execPath, ['upload.mjs'], {
      cwd: own,
      env: { PATH: process.env.PATH, API_URL: apiUrl },
    });

    expect(stdout).toMatch(/^(\d+) of \1 bytes$/m);
    expect(stdout).toContain('StoreRecord SUCCEEDED');
    expect(stdout).toMatch(/^Sky \d/m);
  },
  TEST_MS,
);

it(
  'the photograph is found by its place and by its bytes, and is asked about text alone',
  async () => {
    const client = new ImageWorkflowClient(apiUrl);
    const bytes = await readFile(join(folder, 'example/dog.jpg'));
    const card = await until(async () => (await client.listImages({ place: ['France'] })).items[0]);
    expect(card).toMatchObject({ name: 'dog.jpg', place: 'Plogoff, FR' }); // the sample picture is of the Pointe du Raz

    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { name: 'copy.jpg', sizeBytes: bytes.length, sha256 };
    const { uploads } = await client.createUploads({ files: [file] });
    expect(uploads[0]?.duplicateOf).toBe(card.imageId);

    await client.reprocessImage(card.imageId, { features: ['text'] });
    const { analysis } = await until(async () => {
      const image = await client.getImage(card.imageId);
      return image.source.askAgain && image.status === 'SUCCEEDED' ? image : undefined;
    });
    expect(analysis?.labels).toMatchObject({ status: 'SUCCEEDED', reused: true });
    expect(analysis?.text).toMatchObject({ status: 'SUCCEEDED' });
    expect(analysis?.text).not.toHaveProperty('reused');
  },
  TEST_MS,
);

/** What becomes true within seconds. The time of the test bounds it. */
async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    await sleep(200);
  }
}

it(
  'every line of docs/api.md works as it stands',
  async () => {
    // Signing in wants a stack with a user pool, which this one has not.
    const blocks = (await codeOf('docs/api.md', 'sh')).filter((block) => !block.includes('$USER_POOL_ID'));
    const script = [
      'set -euo pipefail',
      // What a person would do: ask again where the workflow has not come so far, and see what is refused for good.
      'curl() { command curl --fail-with-body --retry 60 --retry-delay 1 --retry-all-errors --retry-max-time 60 "$@"; }',
      ...blocks,
    ].join('\n');

    const { stdout } = await run('bash', ['-c', script], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });

    expect(blocks.length).toBeGreaterThan(5);
    expect(stdout).toContain('"change":"delete-permanently"');
  },
  TEST_MS,
);

it(
  'no request that schemathesis makes up is answered otherwise than docs/openapi.json says',
  async () => {
    const config = (await (await fetch(`${apiUrl}/api/config`)).json()) as Config;
    const document = JSON.parse(await readFile(inProject('docs/openapi.json'), 'utf8'));
    // How large a file may be is the stack's own, as its clients learn from the configuration.
    const file = document.components.schemas.UploadRequest.properties.files.items.properties;
    file.sizeBytes.maximum = config.limits.objectBytes;
    await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));

    const args = ['run', join(folder, 'openapi.json'), '--url', apiUrl, '--no-color'];
    const { stdout } = await run(
      inProject('.local/venv/schemathesis/bin/schemathesis'),
      ['--config-file', inProject('tests/api/schemathesis.toml'), ...args],
      {
        cwd: folder, // it leaves a cache where it runs
        env: {
          PATH: process.env.PATH,
          PYTHONPATH: inProject('tests/api'),
          PYTHONDONTWRITEBYTECODE: '1',
          SCHEMATHESIS_HOOKS: 'schemathesis_hooks',
          HYPOTHESIS_STORAGE_DIRECTORY: folder,
        },
      },
    ).catch((error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}${error.stderr}` }));

    expect(stdout).toMatch(/Tested: (\d+)/);
    expect(stdout.slice(-5_000)).toMatch(/No issues found|\d+ passed/);
  },
  3 * TEST_MS,
);
