import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const MODULE = new URL('../src/one-arena.ts', import.meta.url).href;
const PROGRAM = `
  import { restartWithOneArena } from '${MODULE}';
  restartWithOneArena();
  console.log(JSON.stringify([process.pid, process.env.MALLOC_ARENA_MAX, process.argv.slice(1), process.execArgv[0]]));
`;

function start(environment: Record<string, string>) {
  const { MALLOC_ARENA_MAX: _, ...env } = process.env;
  const { pid, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, 'one', 'two words'],
    { env: { ...env, ...environment }, encoding: 'utf8' },
  );
  return { pid, stderr, output: JSON.parse(stdout) as unknown[] };
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('restartWithOneArena', () => {
  onLinux('becomes the same program in the same process, with one arena, and says nothing about it', () => {
    const { pid, stderr, output } = start({});

    expect(output).toEqual([pid, '1', ['one', 'two words'], '--input-type=module']);
    expect(stderr).toBe('');
  });

  it('leaves alone what the environment says', () => {
    expect(start({ MALLOC_ARENA_MAX: '4' }).output[1]).toBe('4');
  });
});
