import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ascii, rationals, toExif } from '../../images/exif.ts';
import { exifSegment, frameSegment, toJpeg } from '../../images/jpeg.ts';

let folder: string;
let photographs: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-metadata-'));
  photographs = join(folder, 'photographs');
  mkdirSync(photographs);
  const exif = toExif({ ifd0: { 271: ascii('Acme') }, exif: { 33437: rationals([28, 10]) } });
  writeFileSync(join(photographs, 'photo.jpg'), toJpeg(exifSegment(exif), frameSegment(640, 480)));
  writeFileSync(join(photographs, 'notes.txt'), 'Dear diary');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a program named exiftool on the PATH that knows one photograph. */
function stubExiftool(tags: object): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const answer = [{ SourceFile: join(photographs, 'photo.jpg'), 'File:MIMEType': 'image/jpeg', ...tags }];
  writeFileSync(
    join(bin, 'exiftool'),
    `#!/bin/sh\ncat > /dev/null\ncat <<'END'\n${JSON.stringify(answer)}\nEND\n`,
  );
  chmodSync(join(bin, 'exiftool'), 0o755);
  return `${bin}:/usr/bin:/bin`;
}

function compare(PATH: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/compare-metadata.ts', ...args], {
    env: { ...process.env, PATH, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run compare-metadata', () => {
  it('agrees where exiftool says the same, and exits with 0', () => {
    const PATH = stubExiftool({
      'Composite:ImageSize': '640 480',
      'IFD0:Make': 'Acme',
      'ExifIFD:FNumber': 2.8,
    });

    const { status, stdout } = compare(PATH, photographs);

    expect(stdout).toMatch(/^camera\.make +1 +0 +0 +0 +100\.00$/m);
    expect(stdout).toMatch(/^all +4 +0 +0 +0 +100\.00$/m);
    expect(stdout).toContain('1 files compared, 1 not supported');
    expect(stdout).toContain('Expected an image but found text/plain');
    expect(status).toBe(0);
  });

  it('lists what differs, is missing or is invented, and exits with 1', () => {
    const PATH = stubExiftool({
      'Composite:ImageSize': '640 480',
      'IFD0:Make': 'Other',
      'IFD0:Model': 'One',
    });

    const { status, stdout } = compare(PATH, photographs);

    expect(stdout).toMatch(/^differs +camera\.make +ours "Acme" +exiftool "Other" /m);
    expect(stdout).toMatch(/^missing +camera\.model +ours nothing +exiftool "One" /m);
    expect(stdout).toMatch(/^invented +camera\.fNumber +ours 2\.8 +exiftool nothing /m);
    expect(stdout).toMatch(/^all +2 +1 +1 +1 +50\.00$/m);
    expect(status).toBe(1);
  });

  it("holds exiftool's own reconciliation against ours too, without counting it", () => {
    const PATH = stubExiftool({
      'Composite:ImageSize': '640 480',
      'IFD0:Make': 'Acme',
      'ExifIFD:FNumber': 2.8,
      'MWG:Rating': 4,
    });

    const { status, stdout } = compare(PATH, photographs);

    expect(stdout).toMatch(/^missing +MWG:Rating +ours nothing +exiftool 4 /m);
    expect(stdout).toMatch(/^MWG:Rating +0 +0 +1 +0 +0\.00$/m);
    expect(stdout).toMatch(/^all +4 +0 +0 +0 +100\.00$/m);
    expect(status).toBe(0);
  });

  it('takes another threshold, and prints counts alone', () => {
    const PATH = stubExiftool({ 'Composite:ImageSize': '640 480', 'IFD0:Make': 'Other' });

    const { status, stdout } = compare(PATH, '--summary', '--at-least', '50', photographs);

    expect(stdout).not.toMatch(/^differs/m);
    expect(status).toBe(0);
  });

  it.each([
    ['exiftool is missing', ['.'], /^Expected to run exiftool but found none on the PATH\. Install it with /],
    [
      'there is no such folder',
      ['/nowhere'],
      /^Expected a folder or a file but found nothing at \/nowhere$/m,
    ],
    ['no folder is named', [], /^Expected a folder or a file but found none$/m],
    [
      'the threshold is no percentage',
      ['--at-least', 'all', '.'],
      /^Expected a percentage for --at-least but found "all"$/m,
    ],
    ['an option is unknown', ['--nonsense'], /^Unknown option '--nonsense'/],
  ])('says that %s, and exits with 2', (_, args, message) => {
    const { status, stderr } = compare('', ...args.map((arg) => (arg === '.' ? photographs : arg)));

    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it('explains itself', () => {
    const { status, stdout } = compare('', '--help');

    expect(stdout).toMatch(/^Usage: npm run compare-metadata -- /m);
    expect(status).toBe(0);
  });
});
