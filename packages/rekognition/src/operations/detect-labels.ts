// DetectLabels: what is in the picture and where, and how its colours and quality are.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html}

import { z } from 'zod';
import { imageSchema } from '../image-source.ts';
import type { LabelsOutput } from '../labels/engine.ts';
import type {
  DominantColor,
  ImageProperties,
  Quality,
  RegionProperties,
} from '../labels/image-properties.ts';
import { buildTaxonomy } from '../labels/taxonomy.ts';
import { toBoundingBox } from './bounding-box.ts';
import { defineOperation } from './operation.ts';

const filterSchema = z
  .array(
    z
      .string()
      .max(50)
      .regex(/^[A-Za-z0-9àâèçñó'-_(). ]*$/),
  )
  .max(100)
  .default([]);

const requestSchema = z.object({
  Image: imageSchema,
  MaxLabels: z.int().min(0).default(1000),
  MinConfidence: z.number().min(0).max(100).default(55),
  Features: z
    .array(z.enum(['GENERAL_LABELS', 'IMAGE_PROPERTIES']))
    .max(2)
    .default(['GENERAL_LABELS']),
  Settings: z
    .object({
      GeneralLabels: z
        .object({
          LabelInclusionFilters: filterSchema,
          LabelExclusionFilters: filterSchema,
          LabelCategoryInclusionFilters: filterSchema,
          LabelCategoryExclusionFilters: filterSchema,
        })
        .prefault({}),
      ImageProperties: z.object({ MaxDominantColors: z.int().min(0).max(20).default(10) }).prefault({}),
    })
    .prefault({}),
});

type LabelFilters = z.output<typeof requestSchema>['Settings']['GeneralLabels'];

/** The version whose response shape and names this server follows; the models are others. */
const LABEL_MODEL_VERSION = '3.0';

const taxonomy = buildTaxonomy();

export const detectLabels = defineOperation({
  request: requestSchema,

  async answer({ Image, MaxLabels, MinConfidence, Features, Settings }, { readImage, inference }) {
    const wanted = new Set(Features.length > 0 ? Features : ['GENERAL_LABELS']);
    const { labels, imageProperties } = await inference.run('labels', {
      bytes: await readImage(Image),
      areLabelsWanted: wanted.has('GENERAL_LABELS'),
      ...(wanted.has('IMAGE_PROPERTIES') && {
        maxDominantColors: Settings.ImageProperties.MaxDominantColors,
      }),
    });
    return {
      Labels: labels
        .filter(
          ({ name, confidence }) => confidence >= MinConfidence && isWanted(name, Settings.GeneralLabels),
        )
        .slice(0, MaxLabels)
        .map((label) => toLabel(label, MinConfidence)),
      LabelModelVersion: LABEL_MODEL_VERSION,
      ...(imageProperties && { ImageProperties: toImageProperties(imageProperties) }),
    };
  },
});

/** Without inclusion filters everything is in; a label of either list is in; an exclusion always wins. */
export function isWanted(name: string, filters: LabelFilters): boolean {
  const category = taxonomy.labels.get(name)?.category ?? '';
  const isListed = ({ labels, categories }: { labels: string[]; categories: string[] }) =>
    labels.includes(name) || categories.includes(category);

  const included = {
    labels: filters.LabelInclusionFilters,
    categories: filters.LabelCategoryInclusionFilters,
  };
  const excluded = {
    labels: filters.LabelExclusionFilters,
    categories: filters.LabelCategoryExclusionFilters,
  };
  const takesAll = included.labels.length + included.categories.length === 0;
  return (takesAll || isListed(included)) && !isListed(excluded);
}

function toLabel({ name, confidence, instances }: LabelsOutput['labels'][number], minConfidence: number) {
  const { ancestors = [], aliases = [], category } = taxonomy.labels.get(name) ?? {};
  return {
    Name: name,
    Confidence: confidence,
    Instances: instances
      .filter((instance) => instance.confidence >= minConfidence)
      .map(({ box, confidence, dominantColors }) => ({
        BoundingBox: toBoundingBox(box),
        Confidence: confidence,
        ...(dominantColors && { DominantColors: dominantColors.map(toDominantColor) }),
      })),
    Parents: ancestors.map((Name) => ({ Name })),
    Aliases: aliases.map((Name) => ({ Name })),
    Categories: category ? [{ Name: category }] : [],
  };
}

function toImageProperties({ quality, dominantColors, foreground, background }: ImageProperties) {
  return {
    Quality: { ...toQuality(quality), Contrast: quality.contrast },
    DominantColors: dominantColors.map(toDominantColor),
    ...(foreground && { Foreground: toRegion(foreground) }),
    ...(background && { Background: toRegion(background) }),
  };
}

function toRegion({ quality, dominantColors }: RegionProperties) {
  return { Quality: toQuality(quality), DominantColors: dominantColors.map(toDominantColor) };
}

function toQuality({ brightness, sharpness }: Quality) {
  return { Brightness: brightness, Sharpness: sharpness };
}

function toDominantColor({ color: { name, red, green, blue, simplified }, pixelPercent }: DominantColor) {
  const hex = [red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('');
  return {
    Red: red,
    Green: green,
    Blue: blue,
    HexCode: `#${hex}`,
    CSSColor: name,
    SimplifiedColor: simplified,
    PixelPercent: pixelPercent,
  };
}
