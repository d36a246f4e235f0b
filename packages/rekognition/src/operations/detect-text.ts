// DetectText: the words and lines in the picture.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectText.html}

import { z } from 'zod';
import { imageSchema } from '../image-source.ts';
import type { TextLine, TextWord } from '../text/engine.ts';
import type { Point } from '../text/rotated-box.ts';
import { toBoundingBox } from './bounding-box.ts';
import { defineOperation } from './operation.ts';
import { type RegionOfInterest, regionOfInterestSchema, shareInside } from './region-of-interest.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectionFilter.html} */
const wordFilterSchema = z.object({
  MinConfidence: z.number().min(0).max(100).default(80), // the service's own, once there is a filter
  MinBoundingBoxHeight: z.number().min(0).max(1).default(0),
  MinBoundingBoxWidth: z.number().min(0).max(1).default(0),
});

const requestSchema = z.object({
  Image: imageSchema,
  Filters: z
    .object({
      WordFilter: wordFilterSchema.optional(),
      RegionsOfInterest: z.array(regionOfInterestSchema).max(10).default([]),
    })
    .prefault({}),
});

type WordFilter = z.output<typeof wordFilterSchema>;

/** The version whose response shape this server follows; the models are PP-OCRv6. */
const TEXT_MODEL_VERSION = '3.0';

export const detectText = defineOperation({
  request: requestSchema,

  async answer({ Image, Filters: { WordFilter, RegionsOfInterest } }, { readImage, inference }) {
    const lines = await inference.run('text', { bytes: await readImage(Image) });
    const isWanted = (word: TextWord) =>
      (!WordFilter || passes(word, WordFilter)) && isInside(word, RegionsOfInterest);
    const wanted = lines
      .map(({ words }) => ({ words: words.filter(isWanted) }))
      .filter(({ words }) => words.length > 0);
    return { TextDetections: toTextDetections(wanted), TextModelVersion: TEXT_MODEL_VERSION };
  },
});

function passes({ confidence, polygon }: TextWord, filter: WordFilter): boolean {
  const { Width, Height } = toBoundingBox(extentOf(polygon));
  return (
    confidence >= filter.MinConfidence &&
    Height >= filter.MinBoundingBoxHeight &&
    Width >= filter.MinBoundingBoxWidth
  );
}

/** A word belongs to a region when more than half of it lies there. */
function isInside({ polygon }: TextWord, regions: RegionOfInterest[]): boolean {
  return regions.length === 0 || regions.some((region) => shareInside(polygon, region) > 0.5);
}

/** Lines first, then their words: so the service orders and numbers them. */
function toTextDetections(lines: TextLine[]) {
  const words = lines.flatMap((line, index) => line.words.map((word) => ({ ...word, parentId: index })));
  return [
    ...lines.map((line, index) => ({ ...toDetection(joined(line)), Type: 'LINE', Id: index })),
    ...words.map((word, index) => ({
      ...toDetection(word),
      Type: 'WORD',
      Id: lines.length + index,
      ParentId: word.parentId,
    })),
  ];
}

/** A line as one piece: from the start of its first word to the end of its last. */
function joined({ words }: TextLine): TextWord {
  const [startTop, , , startBottom] = (words[0] as TextWord).polygon;
  const [, endTop, endBottom] = (words.at(-1) as TextWord).polygon;
  return {
    text: words.map(({ text }) => text).join(' '),
    confidence: words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length,
    polygon: [startTop, endTop, endBottom, startBottom] as Point[],
  };
}

function toDetection({ text, confidence, polygon }: TextWord) {
  return {
    DetectedText: text,
    Confidence: confidence,
    Geometry: {
      BoundingBox: toBoundingBox(extentOf(polygon)),
      Polygon: polygon.map(({ x, y }) => ({ X: x, Y: y })),
    },
  };
}

function extentOf(polygon: Point[]) {
  const xs = polygon.map(({ x }) => x);
  const ys = polygon.map(({ y }) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}
