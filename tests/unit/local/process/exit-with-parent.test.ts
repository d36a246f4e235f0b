import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { tools } from '../../../../local/project.ts';

describe('exit-with-parent', () => {
  it('ends a process whose parent was gone before it could look', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');

    const orphan = spawn(
      process.execPath,
      ['--import', tools.exitWithParent, '-e', 'setInterval(() => {}, 1000)'],
      { env: { ...process.env, PARENT_PID: String(gone.pid) } },
    );

    expect(await once(orphan, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('does not tell the number to what the process starts', async () => {
    const child = spawn(
      process.execPath,
      ['--import', tools.exitWithParent, '-p', '"parent " + process.env.PARENT_PID'],
      { env: { ...process.env, PARENT_PID: String(process.pid) } },
    );
    const [output] = await once(child.stdout, 'data');

    expect(String(output)).toBe('parent undefined\n');
  });
});
