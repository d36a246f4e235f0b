import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findPhotographs } from '../../../terminal/photographs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photographs-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function make(...paths: (string | Buffer)[]): Promise<void> {
  for (const path of paths) {
    const full = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path)]);
    if (typeof path === 'string') await mkdir(dirname(full.toString()), { recursive: true });
    await writeFile(full, '');
  }
}

describe('findPhotographs', () => {
  it('gives a file its name as key', async () => {
    await make('2024/été.jpg');

    const { photographs } = await findPhotographs(['2024/été.jpg'], folder);

    expect(photographs).toEqual([{ path: join(folder, '2024/été.jpg'), key: 'été.jpg' }]);
  });

  it('gives a folder’s files their path below it, byte for byte', async () => {
    const keys = [
      'a+b %41 é 日本.jpg',
      'deep/er/üñí/photo (1).JPG',
      'e\u0301 decomposed.jpg',
      'no extension',
    ];
    await make(...keys.map((key) => `photos/${key}`));

    const { photographs } = await findPhotographs(['photos/'], folder);

    expect(photographs.map(({ key }) => key).sort()).toEqual([...keys].sort());
  });

  it('leaves hidden files out, and says so', async () => {
    await make('.DS_Store', '.thumbnails/a.jpg', 'a.jpg');

    expect(await findPhotographs(['.'], folder)).toMatchObject({
      photographs: [{ key: 'a.jpg' }],
      leftOut: ['.DS_Store (hidden)', '.thumbnails (hidden)'],
    });
  });

  it('leaves out a name that cannot be a key', async () => {
    await make('a.jpg', Buffer.from([0x62, 0xff, 0x2e, 0x6a, 0x70, 0x67])); // b, not UTF-8, .jpg

    const { photographs, leftOut } = await findPhotographs(['.'], folder);

    expect(photographs.map(({ key }) => key)).toEqual(['a.jpg']);
    expect(leftOut).toEqual([expect.stringContaining('a name that is not UTF-8')]);
  });

  it('leaves out a link that leads nowhere', async () => {
    await make('a.jpg');
    await symlink(join(folder, 'gone.jpg'), join(folder, 'link.jpg'));

    expect((await findPhotographs(['.'], folder)).leftOut).toEqual(['link.jpg (neither file nor folder)']);
  });

  it.each([
    [['missing.jpg'], 'Expected a file or a folder but found nothing at missing.jpg'],
    [['one/a.jpg', 'two/a.jpg'], 'would both become a.jpg'],
    [['one', 'two'], 'would both become a.jpg'],
    [['none'], 'Expected photographs in none but found none'],
  ])('says what is wrong with %j', async (paths, message) => {
    await make('one/a.jpg', 'two/a.jpg', 'none/.hidden');

    await expect(findPhotographs(paths, folder)).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    );
  });

  it.each([[['a.jpg', 'a.jpg']], [['a.jpg', './a.jpg', 'sub/../a.jpg']], [['.', 'a.jpg']]])(
    'takes a file once that is named twice: %j',
    async (paths) => {
      await make('a.jpg');

      const { photographs } = await findPhotographs(paths, folder);

      expect(photographs).toEqual([{ path: join(folder, 'a.jpg'), key: 'a.jpg' }]);
    },
  );
});
