// ONNX models, one thread each, with the settings that keep memory flat.

import { workerData } from 'node:worker_threads';
import type * as onnx from 'onnxruntime-node';
import { loadRuntime, type Onnx } from './runtime.ts';

let loaded: Onnx | undefined;

/** At its first use, in the worker thread that uses it. */
function runtime(): Onnx {
  loaded ??= loadRuntime((workerData as { modelsFolder?: string } | null)?.modelsFolder);
  return loaded;
}

/** Loads a model from a file. Load only inside a worker thread: `run` blocks. */
export function loadOnnxSession(path: string): Promise<onnx.InferenceSession> {
  return runtime().InferenceSession.create(path, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableMemPattern: false, // with changing input sizes: 316 instead of 469 MB at the same speed
    logSeverityLevel: 3,
  });
}

/** A float32 input tensor. */
export function floatTensor(values: Float32Array, dims: number[]): onnx.Tensor {
  return new (runtime().Tensor)('float32', values, dims);
}

/** Runs a model whose input `input` is one square picture: planes of equal size, one after the other. */
export function runOnSquare(
  session: onnx.InferenceSession,
  planes: Float32Array,
  edge: number,
): Promise<onnx.InferenceSession.OnnxValueMapType> {
  return session.run({ input: floatTensor(planes, [1, planes.length / edge ** 2, edge, edge]) });
}

/** The values of a float32 output. @throws {Error} When the model has no such output. */
export function floatOutput(outputs: onnx.InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32')
    throw new Error(`Expected a float32 output "${name}" but found ${tensor?.type}`);
  return tensor.data as Float32Array;
}
