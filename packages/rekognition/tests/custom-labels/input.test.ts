import { describe, expect, it } from '@jest/globals';
import type { CustomModel } from '../../src/custom-labels/custom-model.ts';
import { inputShapeOf, toInput } from '../../src/custom-labels/input.ts';

const model: CustomModel = {
  projectVersionArn: 'arn:aws:rekognition:us-east-1:123456789012:project/p/version/v/1',
  modelPath: 'flowers/model.onnx',
  labels: [],
  fit: 'squeeze',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  output: 'softmax',
  minConfidence: 50,
};

const tensor = (shape: (number | string)[]) =>
  ({ inputMetadata: [{ name: 'image', isTensor: true, type: 'float32', shape }] }) as const;

describe('inputShapeOf', () => {
  it.each([
    [[1, 3, 224, 224], { sizePx: 224, channelsFirst: true, dims: [1, 3, 224, 224] }],
    [['batch', 3, 260, 260], { sizePx: 260, channelsFirst: true, dims: [1, 3, 260, 260] }],
    [[1, 299, 299, 3], { sizePx: 299, channelsFirst: false, dims: [1, 299, 299, 3] }],
  ])('reads size and order of channels from the model: %j', (shape, expected) => {
    expect(inputShapeOf(tensor(shape), model)).toEqual({ name: 'image', ...expected });
  });

  it('takes the size from the description where the model leaves it open', () => {
    const open = tensor([1, 3, 'height', 'width']);
    expect(inputShapeOf(open, { ...model, inputPx: 64 }).dims).toEqual([1, 3, 64, 64]);
    expect(() => inputShapeOf(open, model)).toThrow(
      'Expected `inputPx`: flowers/model.onnx leaves its size open',
    );
  });

  it.each([[[1, 1000]], [[1, 1, 28, 28]], [[3, 224, 224]]])(
    'refuses a model that takes no picture: %j',
    (shape) => {
      expect(() => inputShapeOf(tensor(shape), model)).toThrow('in flowers/model.onnx but found [');
    },
  );
});

describe('toInput', () => {
  /** Left half red 200, right half red 100; green 51 everywhere. */
  const photo = {
    width: 8,
    height: 4,
    data: Uint8Array.from({ length: 8 * 4 * 3 }, (_, at) => {
      const column = Math.floor(at / 3) % 8;
      return [column < 4 ? 200 : 100, 51, 0][at % 3] as number;
    }),
  };
  const shape = { name: 'image', sizePx: 2, dims: [] };
  const rounded = (input: Float32Array) => Array.from(input, (value) => Math.round(value * 1000) / 1000);

  it('squeezes the whole picture, channel by channel', () => {
    expect(rounded(toInput(photo, { ...shape, channelsFirst: true }, model))).toEqual([
      0.784, 0.392, 0.784, 0.392, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0,
    ]);
  });

  it('gives pixel by pixel where the model wants it so', () => {
    expect(rounded(toInput(photo, { ...shape, channelsFirst: false }, model)).slice(0, 6)).toEqual([
      0.784, 0.2, 0, 0.392, 0.2, 0,
    ]);
  });

  it('cuts the square in the middle', () => {
    const wide = {
      ...photo,
      data: photo.data.map((value, at) => (Math.floor(at / 3) % 8 < 2 ? 255 : value)),
    };
    const input = toInput(wide, { ...shape, channelsFirst: true }, { ...model, fit: 'center' });
    expect(rounded(input).slice(0, 4)).toEqual([0.784, 0.392, 0.784, 0.392]);
  });

  it('takes mean and deviation of each channel out', () => {
    const normal = { ...model, mean: [0.5, 0.1, 0], std: [0.5, 0.1, 1] };
    const input = rounded(toInput(photo, { ...shape, channelsFirst: true }, normal));
    expect([input[0], input[4], input[8]]).toEqual([0.569, 1, 0]);
  });

  it('enlarges a picture that is smaller than the input', () => {
    const input = toInput(photo, { ...shape, sizePx: 16, channelsFirst: true }, model);
    expect(input.every(Number.isFinite)).toBe(true);
  });
});
