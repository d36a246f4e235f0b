// The detector: CenterNet on MobileNetV3, 80 everyday classes with boxes.
// Carried by @vladmandic/human; trained on COCO by 610265158/mobilenetv3_centernet.

import { join } from 'node:path';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import type { Box } from '../box.ts';
import { humanModelsFolder, loadGraphModelFile } from '../inference/tfjs.ts';
import type { Raster } from '../raster.ts';
import { letterbox, toRatios } from './geometry.ts';

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

const INPUT_EDGE = 512; // pixels, by the model
const CANVAS = { r: 114, g: 114, b: 114 }; // the usual grey around a letterboxed picture: beats stretching it
const OUTPUT = 'tower_0/detections'; // rows of left, top, right, bottom in pixels, score, class

export class Detector {
  readonly #model: GraphModel;

  private constructor(model: GraphModel) {
    this.#model = model;
  }

  static async load(): Promise<Detector> {
    return new Detector(await loadGraphModelFile(join(humanModelsFolder, 'centernet.json')));
  }

  /** @returns What scores at least `minScore`, best first, several boxes of one thing included. */
  async detect({ data, width, height }: Raster, minScore: number): Promise<Detection[]> {
    const frame = letterbox(width, height, INPUT_EDGE);
    const canvas = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize(frame.width, frame.height, { fit: 'fill' })
      .extend({
        left: frame.left,
        top: frame.top,
        right: INPUT_EDGE - frame.left - frame.width,
        bottom: INPUT_EDGE - frame.top - frame.height,
        background: CANVAS,
      })
      .raw()
      .toBuffer();

    const input = tf.tensor4d(new Float32Array(canvas), [1, INPUT_EDGE, INPUT_EDGE, 3]);
    const output = this.#model.execute(input, [OUTPUT]) as tf.Tensor3D;
    const [rows = []] = await output.array();
    tf.dispose([input, output]);

    return rows.flatMap(([left = 0, top = 0, right = 0, bottom = 0, score = 0, classIndex = -1]) => {
      const coco = COCO_CLASSES[classIndex];
      return coco && score >= minScore
        ? [{ coco, score, box: toRatios({ left, top, right, bottom }, frame) }]
        : [];
    });
  }

  close(): void {
    this.#model.dispose();
  }
}
