import { isAbsolute, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toAnnotatedPath } from '../../../../local/annotate/file-name.ts';

const folder = resolve('drawn');
const toName = (key: string) => relative(folder, toAnnotatedPath(folder, key)).replaceAll('\\', '/');

describe('toAnnotatedPath', () => {
  it.each([
    ['dog.jpg', 'dog.jpg.annotated.jpg'],
    ['trip/day 1/été.jpg', 'trip/day 1/été.jpg.annotated.jpg'],
    ['dog.png', 'dog.png.annotated.jpg'],
    ['IMG_1.JPG', 'IMG_1.JPG.annotated.jpg'],
  ])('names the picture after its key: %s', (key, name) => {
    expect(toName(key)).toBe(name);
  });

  it.each([
    '../x.jpg',
    '..',
    'a/../../x.jpg',
    '/etc/x.jpg',
    '//x.jpg',
    '..\\x.jpg',
    'C:\\x.jpg',
    './../x.jpg',
    'a/..',
    '.. /x.jpg',
    'a\0b.jpg',
  ])('stays below the folder: %j', (key) => {
    const name = toName(key);

    expect(isAbsolute(name)).toBe(false);
    expect(name.split('/')).not.toContain('..');
    expect(name).not.toMatch(/[\\:\0]/);
  });

  it('names no two keys alike', () => {
    const keys = [
      ...[
        'dog',
        'dog.jpg',
        'dog.png',
        'dog.png.jpg',
        'dog.jpg.jpg',
        'dog.jpeg',
        'dog.JPG',
        'dog.annotated.jpg',
      ],
      ...['../x.jpg', '.%2E/x.jpg', 'x.jpg', '/x.jpg', '%2F/x.jpg', '//x.jpg', './x.jpg', 'a/../x.jpg'],
      ...['a/b.jpg', 'a\\b.jpg', 'a%5Cb.jpg', 'a//b.jpg', '.jpg', 'a/.jpg', 'a./b.jpg', 'a /b.jpg'],
      ...[`${'x'.repeat(300)}1.jpg`, `${'x'.repeat(300)}2.jpg`],
    ];

    expect(new Set(keys.map(toName)).size).toBe(keys.length);
  });

  it.each(['x'.repeat(1_000), 'é'.repeat(500), '%'.repeat(1_000)])(
    'keeps within the length that file systems take',
    (key) => {
      expect(Buffer.byteLength(toName(key))).toBeLessThanOrEqual(255);
    },
  );
});
