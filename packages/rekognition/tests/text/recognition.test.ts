import { describe, expect, it } from '@jest/globals';
import type { InferenceSession } from 'onnxruntime-node';
import { boxReader, toAlphabet } from '../../src/text/recognition.ts';

describe('toAlphabet', () => {
  it('puts "nothing new" before the keys and the space after them', () => {
    expect(toAlphabet('a\nb\n')).toEqual(['', 'a', 'b', ' ']);
  });
});

describe('boxReader', () => {
  const raster = { data: new Uint8Array(3 * 100 * 60), width: 100, height: 60 };
  const box = { centerX: 50, centerY: 30, axisX: 1, axisY: 0, width: 80, height: 48 };

  /** 20 steps of 8 columns each, of which the box takes ten; `a` at the first five and once in the padding. */
  const session = {
    inputNames: ['x'],
    outputNames: ['y'],
    run: async () => {
      const data = new Float32Array(20 * 3);
      for (let step = 0; step < 20; step += 1) data[3 * step + (step < 5 || step === 15 ? 1 : 0)] = 0.8;
      return { y: { type: 'float32', data } };
    },
  } as unknown as InferenceSession;

  it('places words within the box and reads nothing in the padding beside it', async () => {
    const { words, confidence } = await boxReader(session, ['', 'a', ' '])(raster, box);

    expect(confidence).toBeCloseTo(0.8);
    expect(words).toEqual([
      { text: 'a', confidence: expect.closeTo(0.8), from: 0, to: expect.closeTo((5 + 0.3 * 5) / 10) },
    ]);
  });
});
