// A command on a leash: `node leash.mjs npm ci` runs npm, and ends it with everything that it has started as soon as
// the other end of standard input is let go, which the death of the process that holds it does too, SIGKILL included.
// Has to lead a process group (`spawn` with `detached`).

import { spawn } from 'node:child_process';

const NOT_STARTED = 127; // as a shell says it

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(NOT_STARTED);
});
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 0);
});

process.stdin.on('end', endGroup).on('error', endGroup).resume();

function endGroup() {
  process.kill(-process.pid, 'SIGKILL');
}
