import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { InferencePool } from '../../src/inference/pool.ts';

/** A worker that does what its input says. */
const WORKER = `
  import { parentPort, threadId } from 'node:worker_threads';
  let runs = 0;
  const closings = new BroadcastChannel('pool.test closings');
  parentPort.on('message', async ({ kind, input }) => {
    if (kind === 'close') {
      closings.postMessage('closing');
      return setTimeout(() => { closings.close(); parentPort.close(); }, 20);
    }
    runs++;
    if (input.wait) await new Promise((resolve) => setTimeout(resolve, input.wait));
    if (input.crash) throw new Error('crashed');
    if (input.exit) process.exit(3);
    if (input.refuse) return parentPort.postMessage({ kind: 'refusal', type: 'InvalidParameterException', message: 'no' });
    if (input.fail) return parentPort.postMessage({ kind: 'failure', reason: 'a bug' });
    parentPort.postMessage({ kind: 'output', output: { id: input.id, threadId, runs } });
  });
`;

interface Answer {
  id: number;
  threadId: number;
  runs: number;
}

describe('InferencePool', () => {
  const onFailure = jest.fn();
  const pools: InferencePool[] = [];

  const startPool = (workers: number) => {
    const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`);
    const pool = new InferencePool({ modelsFolder: '.', workers, onFailure, workerUrl });
    pools.push(pool);
    return (input: object, engine = 'labels') =>
      pool.run(engine as 'labels', input as never) as unknown as Promise<Answer>;
  };

  afterEach(async () => {
    onFailure.mockClear();
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  it('answers in the order of the calls with one worker', async () => {
    const run = startPool(1);
    const order: number[] = [];

    await Promise.all(
      [20, 0, 5].map((wait, id) => run({ id, wait }).then((answer) => order.push(answer.id))),
    );

    expect(order).toEqual([0, 1, 2]);
  });

  it('loads an engine in one thread only, and gives another engine another thread', async () => {
    const run = startPool(2);
    const labels = await Promise.all([1, 2, 3].map((id) => run({ id, wait: 5 })));
    const faces = await run({ id: 4 }, 'faces');

    expect(new Set(labels.map(({ threadId }) => threadId)).size).toBe(1);
    expect(faces.threadId).not.toBe(labels[0]?.threadId);
  });

  it('starts no more threads than it may, and shares the engines by their work', async () => {
    const run = startPool(2);
    const threadOf = async (engine: string) => (await run({ id: 1 }, engine)).threadId;

    const [faces, labels, moderation, text] = [
      await threadOf('faces'), // 450 ms
      await threadOf('labels'), // 350 ms
      await threadOf('moderation'), // 300 ms: to the labels
      await threadOf('text'), // to the faces: 450 ms are less than 650
    ];

    expect(faces).not.toBe(labels);
    expect(moderation).toBe(labels);
    expect(text).toBe(faces);
  });

  it('lets one engine work while another is busy', async () => {
    const run = startPool(2);
    await Promise.all([run({ id: 0 }), run({ id: 0 }, 'faces')]); // both threads are up
    const order: number[] = [];

    await Promise.all([
      run({ id: 1, wait: 200 }).then(({ id }) => order.push(id)),
      run({ id: 2 }).then(({ id }) => order.push(id)),
      run({ id: 3 }, 'faces').then(({ id }) => order.push(id)),
    ]);

    expect(order).toEqual([3, 1, 2]);
  });

  it("passes an engine's refusal on", async () => {
    await expect(startPool(1)({ refuse: true })).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: 'no',
    });
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('hides a failure behind InternalServerError and reports its reason', async () => {
    await expect(startPool(1)({ fail: true })).rejects.toMatchObject({ type: 'InternalServerError' });
    expect(onFailure).toHaveBeenCalledWith('labels', 'a bug');
  });

  it.each(['crash', 'exit'])('replaces a worker after a %s: the next call is answered', async (way) => {
    const run = startPool(1);

    const failed = run({ [way]: true });
    const next = run({ id: 2 });

    await expect(failed).rejects.toMatchObject({ type: 'InternalServerError' });
    await expect(next).resolves.toMatchObject({ id: 2, runs: 1 });
    expect(onFailure).toHaveBeenCalledTimes(1);
  });

  it('tells each worker once to close, however often it is asked', async () => {
    const run = startPool(2);
    await Promise.all([run({ id: 1 }), run({ id: 2 }, 'faces')]);
    const closings = new BroadcastChannel('pool.test closings');
    let count = 0;
    closings.onmessage = () => count++;

    await Promise.all([pools[0]?.close(), pools[0]?.close()]);

    closings.close();
    expect(count).toBe(2);
  });

  it('finishes what was asked before it closes, and takes nothing after', async () => {
    const run = startPool(1);
    const running = run({ id: 1, wait: 30 });
    const queued = run({ id: 2 });

    const closed = pools[0]?.close();

    await expect(run({ id: 3 })).rejects.toMatchObject({ type: 'InternalServerError' });
    await expect(running).resolves.toMatchObject({ id: 1 });
    await expect(queued).resolves.toMatchObject({ id: 2 });
    await closed;
  });
});
