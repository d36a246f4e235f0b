import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

it('leaves a server that ends before anybody waits for it to whoever waits', async () => {
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { waitUntilHealthy } from './local/process/health.ts';
    const running = { ended: Promise.resolve('ended with code 1: Port 80 is taken') };
    const ready = waitUntilHealthy('http://127.0.0.1:9', 'The emulator', running);
    await sleep(10);
    await ready.catch(({ message }) => console.log(message));
    process.exit();
  `;

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);

  expect(stdout).toBe('The emulator ended with code 1: Port 80 is taken\n');
});
