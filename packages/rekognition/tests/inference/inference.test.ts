import { afterEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { PooledInference } from '../../src/inference/inference.ts';

/** A worker that answers with the first pixel's red of the picture that it gets, and raises it by one. */
const WORKER = `
  import { parentPort, threadId } from 'node:worker_threads';
  parentPort.on('message', ({ kind, input }) => {
    if (kind === 'close') return parentPort.close();
    const { image, ...rest } = input;
    parentPort.postMessage({ kind: 'output', output: { red: image.data[0]++, width: image.width, threadId, rest } });
  });
`;

interface Answer {
  red: number;
  width: number;
  threadId: number;
  rest: object;
}

describe('PooledInference', () => {
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`);
  const inferences: PooledInference[] = [];

  const start = () => {
    const inference = new PooledInference({ modelsFolder: '.', workers: 2, workerUrl });
    inferences.push(inference);
    return (engine: 'labels' | 'faces', bytes: Uint8Array) =>
      inference.run(engine as 'labels', { bytes, areLabelsWanted: true }) as unknown as Promise<Answer>;
  };

  afterEach(async () => {
    await Promise.all(inferences.splice(0).map((inference) => inference.close()));
  });

  const picture = (red: number) =>
    sharp({ create: { width: 120, height: 90, channels: 3, background: { r: red, g: 0, b: 0 } } })
      .png()
      .toBuffer();

  it('gives the same pixels to engines in different threads, and the rest of the input as it is', async () => {
    const run = start();
    const bytes = await picture(100);

    const labels = await run('labels', bytes);
    const faces = await run('faces', Uint8Array.from(bytes));

    expect(labels).toMatchObject({ red: 100, width: 120, rest: { areLabelsWanted: true } });
    expect(faces.red).toBe(101); // raised by the other thread
    expect(faces.threadId).not.toBe(labels.threadId);
    expect((await run('labels', await picture(7))).red).toBe(7);
  });

  it('refuses what no engine can read before it starts one', async () => {
    const run = start();

    await expect(run('labels', Buffer.from('no picture'))).rejects.toMatchObject({
      type: 'InvalidImageFormatException',
    });
  });
});
