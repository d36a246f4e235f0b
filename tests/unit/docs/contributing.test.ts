// What the pages for contributors promise: the rooms that they name are there, links lead somewhere, GitHub runs the same check.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(project, path), 'utf8');

const NOT_OURS = ['node_modules', '.local', '.aws-sam', '.git', 'coverage'];

const files = globSync('**/*', {
  cwd: project,
  withFileTypes: true,
  exclude: ({ name }) => NOT_OURS.includes(name),
})
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => relative(project, join(parentPath, name)));

describe('CONTRIBUTING.md', () => {
  const [, table = ''] = /## Where things are\n([\s\S]*?)\n## /.exec(read('CONTRIBUTING.md')) ?? [];
  const rooms = [...table.matchAll(/^\| ([^|]+)/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, room = '']) => room),
  );

  it('names every room that there is', () => {
    const folders = files.flatMap((path) => (/^[a-z]/.test(path) && path.includes('/') ? [path] : []));
    const unnamed = folders.filter((path) => !rooms.some((room) => path.startsWith(room)));

    expect(unnamed).toEqual([]);
  });

  it.each(rooms)('names no room that is not there: %s', (room) => {
    expect(existsSync(join(project, room))).toBe(true);
  });

  it('names only commands of package.json', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const commands = read('CONTRIBUTING.md').match(/(?<=npm run )[a-z:]+[a-z]/g) ?? [];

    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands.filter((name) => name !== 'bench'))
      expect(scripts).toHaveProperty([command]);
  });
});

describe.each(files.filter((path) => path.endsWith('.md')))('%s', (page) => {
  it('links to nothing that is not there', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
      ([, link = '']) => link,
    );
    const dead = links.filter((link) => !existsSync(join(project, dirname(page), link)));

    expect(dead).toEqual([]);
  });
});

describe('the systems that the README names', () => {
  /** The package with native code for the fewest. */
  const platforms = (system: string) =>
    globSync(`node_modules/onnxruntime-node/bin/napi-v*/${system}/*`, { cwd: project })
      .map((path) => basename(path))
      .toSorted();

  it('are those for which there is native code', () => {
    expect([platforms('linux'), platforms('darwin')]).toEqual([['arm64', 'x64'], ['arm64']]);
    expect(read('README.md')).toMatch(
      /on Linux with glibc \(x64 or arm64; WSL on Windows\) or macOS \(arm64\)/,
    );
  });
});

describe('.github/workflows/check.yml', () => {
  const { jobs } = parse(read('.github/workflows/check.yml'));

  it('runs the same command as a contributor, on Linux of both processors and on macOS', () => {
    expect(jobs.check.strategy.matrix.system).toEqual(['ubuntu-latest', 'ubuntu-24.04-arm', 'macos-latest']);
    expect(jobs.check.steps.at(-1)).toEqual({ run: 'npm run check' });
  });

  it('uses no action by a name that can be moved', () => {
    const actions: string[] = jobs.check.steps.flatMap(({ uses }: { uses?: string }) => uses ?? []);

    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });
});
