// The processes of this machine, to end one of them as an accident would.

import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface RunningProcess {
  pid: number;
  command: string;
  /** Its working folder, where the system tells. */
  cwd?: string | undefined;
}

export async function listProcesses(): Promise<RunningProcess[]> {
  return process.platform === 'linux' ? await listByProc() : await listByPs();
}

async function listByProc(): Promise<RunningProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''); // it may have ended meanwhile
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
      return { pid: Number(pid), command: command.replaceAll('\0', ' ').trim(), cwd };
    }),
  );
  return found.filter(({ command }) => command);
}

async function listByPs(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = '', ...command] = line.trim().split(' ');
      return { pid: Number(pid), command: command.join(' ') };
    });
}
