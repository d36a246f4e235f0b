// A whole classifier in a hundred bytes: its three outputs are the means of red, green and blue.

/** ONNX of one input `image` (1×3×size×size) and one output `scores` (1×3): GlobalAveragePool, then Flatten. */
export function meanColorModel(size: number): Buffer {
  return message(
    number(1, 7), // ir_version
    nested(7, [
      node('GlobalAveragePool', 'image', 'means'),
      node('Flatten', 'means', 'scores'),
      text(2, 'mean-color'),
      tensor(11, 'image', [1, 3, size, size]),
      tensor(12, 'scores', [1, 3]),
    ]),
    nested(8, [text(1, ''), number(2, 13)]), // opset_import
  );
}

// Protocol buffers, as https://github.com/onnx/onnx/blob/main/onnx/onnx.proto numbers the fields.

const message = (...fields: Buffer[]) => Buffer.concat(fields);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const number = (field: number, value: number) => message(varint(field * 8), varint(value));

const bytes = (field: number, value: Buffer) => message(varint(field * 8 + 2), varint(value.length), value);

const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const nested = (field: number, fields: Buffer[]) => bytes(field, message(...fields));

const node = (type: string, input: string, output: string) =>
  nested(1, [text(1, input), text(2, output), text(4, type)]);

function tensor(field: number, name: string, dims: number[]): Buffer {
  const shape = dims.map((dim) => nested(1, [number(1, dim)]));
  const float32 = number(1, 1);
  return nested(field, [text(1, name), nested(2, [nested(1, [float32, nested(2, shape)])])]);
}
