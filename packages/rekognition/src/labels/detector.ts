// The detector: CenterNet on MobileNetV3, 80 everyday classes with boxes.
// Carried by @vladmandic/human; trained on COCO by 610265158/mobilenetv3_centernet.

import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import { area, type Box } from '../box.ts';
import { floatOutput, floatTensor, loadOnnxSession } from '../inference/onnx.ts';
import type { Raster } from '../raster.ts';
import { type Frame, frameFor, toRatios } from './geometry.ts';

export interface Detection {
  /** COCO's name of the class. */
  coco: string;
  /** Raw score, 0 to 1; a right hit is often at 0.4 to 0.7. */
  score: number;
  /** Ratios of the picture. */
  box: Box;
}

const COCO_CLASSES = (
  'person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,' +
  'bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,' +
  'skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,' +
  'wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,' +
  'chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,' +
  'toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush'
).split(',');

/** Pixels of the long edge. In 640 the network finds more than in the 512 it was trained with: 378 for 357 boxes. */
const INPUT_EDGE = 640;
const SIZE_MULTIPLE = 32; // the network halves its input five times
const CELL_PX = 4; // the heat map has one value for so many pixels
const GREY = 114; // what fills the frame beside the picture: the usual one

export class Detector {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async load(modelsFolder: string): Promise<Detector> {
    return new Detector(await loadOnnxSession(join(modelsFolder, 'centernet.onnx')));
  }

  /** @returns What scores at least `minScore`, best first, several boxes of one thing included. */
  async detect(raster: Raster, minScore: number): Promise<Detection[]> {
    const frame = frameFor(raster.width, raster.height, INPUT_EDGE, SIZE_MULTIPLE);
    const dims = [1, 3, frame.canvasHeight, frame.canvasWidth];
    const outputs = await this.#session.run({ input: floatTensor(await toInput(raster, frame), dims) });
    const heat = floatOutput(outputs, 'heat');
    const sizes = floatOutput(outputs, 'sizes');
    const [columns, rows] = [frame.canvasWidth / CELL_PX, frame.canvasHeight / CELL_PX];
    const cells = columns * rows;

    const detections = findPeaks(heat, columns, rows, minScore).map(({ plane, row, column, score }) => {
      const distance = (side: number) => sizes[side * cells + row * columns + column] as number;
      const [x, y] = [column * CELL_PX, row * CELL_PX];
      const box = {
        left: x - distance(0),
        top: y - distance(1),
        right: x + distance(2),
        bottom: y + distance(3),
      };
      return { coco: COCO_CLASSES[plane] as string, score, box: toRatios(box, frame) };
    });
    return withLargePeople(detections).sort((a, b) => b.score - a.score);
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

const LARGE_SIDE = 0.25;
const MISSING_SCORE = 0.1;

/**
 * In 640 pixels people who fill a picture are larger than those of the training, and score less than they did in 512:
 * of those that score .2 to .5 nearly all were people.
 */
export function withLargePeople(detections: readonly Detection[]): Detection[] {
  return detections.map((detection) =>
    detection.coco === 'person' && Math.sqrt(area(detection.box)) >= LARGE_SIDE
      ? { ...detection, score: Math.min(1, detection.score + MISSING_SCORE) }
      : detection,
  );
}

/** The picture, fitted and framed in grey: planes of red, green and blue, 0 to 255. */
async function toInput({ data, width, height }: Raster, frame: Frame): Promise<Float32Array> {
  const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(frame.width, frame.height, { fit: 'fill' })
    .extend({
      left: frame.left,
      top: frame.top,
      right: frame.canvasWidth - frame.left - frame.width,
      bottom: frame.canvasHeight - frame.top - frame.height,
      background: { r: GREY, g: GREY, b: GREY },
    })
    .raw()
    .toBuffer();
  const plane = pixels.length / 3;
  const input = new Float32Array(pixels.length);
  for (let pixel = 0; pixel < plane; pixel++) {
    input[pixel] = pixels[3 * pixel] as number;
    input[plane + pixel] = pixels[3 * pixel + 1] as number;
    input[2 * plane + pixel] = pixels[3 * pixel + 2] as number;
  }
  return input;
}

export interface Peak {
  plane: number;
  row: number;
  column: number;
  score: number;
}

/** The cells of each plane that reach `least` and that none of their eight neighbours exceeds: one for each thing. */
export function findPeaks(heat: Float32Array, columns: number, rows: number, least: number): Peak[] {
  const peaks: Peak[] = [];
  const cells = columns * rows;
  for (let index = 0; index < heat.length; index++) {
    const score = heat[index] as number;
    if (score < least) continue;
    const plane = Math.floor(index / cells);
    const row = Math.floor((index % cells) / columns);
    const column = index % columns;
    if (isPeak(heat.subarray(plane * cells, (plane + 1) * cells), columns, row, column)) {
      peaks.push({ plane, row, column, score });
    }
  }
  return peaks;
}

function isPeak(plane: Float32Array, columns: number, row: number, column: number): boolean {
  const score = plane[row * columns + column] as number;
  for (let y = Math.max(0, row - 1); y <= row + 1; y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      if ((plane[y * columns + x] ?? 0) > score) return false;
    }
  }
  return true;
}
