import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expectLayerFor } from '../../../../operate/deploy/built-layer.ts';

let layer: string;

beforeEach(() => {
  layer = mkdtempSync(join(tmpdir(), 'image-workflow-layer-'));
});
afterEach(() => rmSync(layer, { recursive: true }));

/** The first bytes of sharp's native code, as `readelf -h` reads them: 62 is AMD x86-64, 183 is AArch64. */
function write(platform: string, machine: number, magic = '\x7fELF'): void {
  const path = join(layer, `nodejs/node_modules/@img/sharp-${platform}/lib/sharp-${platform}.node`);
  mkdirSync(dirname(path), { recursive: true });
  const header = Buffer.alloc(64);
  header.write(magic, 'latin1');
  header.writeUInt16LE(machine, 18);
  writeFileSync(path, header);
}

describe('expectLayerFor', () => {
  it.each([
    ['arm64', 'linux-arm64', 183],
    ['x86_64', 'linux-x64', 62],
  ] as const)('is content with a sharp for %s', async (architecture, platform, machine) => {
    write(platform, machine);

    await expect(expectLayerFor(architecture, layer)).resolves.toBeUndefined();
  });

  it.each([
    [
      'of the other processor',
      () => write('linux-x64', 62),
      /one for x86_64: nodejs\S+sharp-linux-x64\.node$/,
    ],
    [
      'of another system',
      () => write('darwin-arm64', 0, '\xcf\xfa\xed\xfe'),
      /for another system than Linux/,
    ],
    ['of a processor that Lambda lacks', () => write('linux-riscv64', 243), /for processor 243/],
    ['that is not there', () => {}, /but found none$/],
  ])('refuses one %s', async (_, build, message) => {
    build();

    await expect(expectLayerFor('arm64', layer)).rejects.toMatchObject({
      name: 'OperatorError',
      message: expect.stringMatching(message),
    });
  });
});
