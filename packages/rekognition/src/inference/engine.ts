// What a recognition engine is: models and the mathematics around them, inside a worker thread.

import type { DecodedImage } from '../raster.ts';

/**
 * A loaded engine. `input` and the result cross a thread boundary: plain objects, arrays and typed arrays only.
 * A `RekognitionError` thrown by `run` reaches the client as it is; any other error becomes InternalServerError.
 */
export interface Engine<Input, Output> {
  run(input: Input): Promise<Output>;
  /** Releases sessions and tensors. Called once, never while `run` is going. */
  close(): Promise<void>;
}

/** The least an engine takes: a picture, which it scales down to the size it needs. */
export interface ImageInput {
  image: DecodedImage;
}
