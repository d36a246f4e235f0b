import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const MODULE = new URL('../src/little-memory.ts', import.meta.url).href;

/** Says what it is, and how much room it and a thread of it have for new objects after 200 MB of them. */
const PROGRAM = `
  import { Worker } from 'node:worker_threads';
  import { restartWithLittleMemory } from '${MODULE}';
  restartWithLittleMemory();
  const { pid, argv, execArgv, env } = process;
  const measure = \`
    const list = [];
    for (let at = 0; at < 2e6; at++) list[at % 1e5] = { at, text: 'object ' + at, more: [at] };
    const { space_size } = process.getBuiltinModule('node:v8').getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
    process.getBuiltinModule('node:worker_threads').parentPort.postMessage(space_size / 2 ** 20);
  \`;
  new Worker(measure, { eval: true }).on('message', (newSpaceMebibytes) => {
    const args = [argv.slice(1), execArgv[0]];
    console.log(JSON.stringify({ pid, args, arenas: env.MALLOC_ARENA_MAX, newSpaceMebibytes }));
  });
`;

function start(environment: Record<string, string>) {
  const { MALLOC_ARENA_MAX: _, ...env } = process.env;
  const { pid, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, 'one', 'two words'],
    { env: { ...env, ...environment }, encoding: 'utf8' },
  );
  return { pid, stderr, output: JSON.parse(stdout) as Record<string, unknown> };
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('restartWithLittleMemory', () => {
  onLinux('becomes the same program in the same process, with one arena, and says nothing about it', () => {
    const { pid, stderr, output } = start({});

    expect(output).toMatchObject({ pid, arenas: '1', args: [['one', 'two words'], '--input-type=module'] });
    expect(stderr).toBe('');
  });

  onLinux('keeps the room for new objects small in every thread', () => {
    expect(start({}).output.newSpaceMebibytes).toBeLessThanOrEqual(2 * 4);
    expect(start({ MALLOC_ARENA_MAX: '1' }).output.newSpaceMebibytes).toBeGreaterThan(2 * 4);
  });

  it('leaves alone what the environment says', () => {
    expect(start({ MALLOC_ARENA_MAX: '4' }).output.arenas).toBe('4');
  });
});
