import { describe, expect, it, jest } from '@jest/globals';
import type { LabelsInput, LabelsOutput } from '../../src/labels/engine.ts';
import { detectLabels } from '../../src/operations/detect-labels.ts';
import type { Services } from '../../src/operations/operation.ts';
import { parseRequest } from '../../src/parse-request.ts';

const box = { left: 0.1, top: 0.2, right: 0.5, bottom: 0.9 };
const navy = { name: 'navy', red: 0, green: 0, blue: 128, simplified: 'blue' };

const seen: LabelsOutput['labels'] = [
  {
    name: 'Dog',
    confidence: 96,
    instances: [
      { box, confidence: 96 },
      { box, confidence: 50 },
    ],
  },
  { name: 'Animal', confidence: 96, instances: [] },
  { name: 'Pet', confidence: 96, instances: [] },
  { name: 'Car', confidence: 80, instances: [] },
  { name: 'Beach', confidence: 54, instances: [] },
];

/** Answers a request from what the engine is said to have seen. */
async function answer(request: object, output: LabelsOutput = { labels: seen }) {
  const run = jest.fn(async (_engine: string, _input: LabelsInput) => output);
  const services = {
    readImage: async () => Uint8Array.of(1, 2, 3),
    inference: { run },
  } as unknown as Services;
  const parsed = parseRequest(detectLabels.request, { Image: { Bytes: 'AQID' }, ...request });
  const response = (await detectLabels.answer(parsed, services)) as {
    Labels: { Name: string; Instances: { Confidence: number }[] }[];
  };
  return { response, names: response.Labels.map(({ Name }) => Name), input: run.mock.calls[0]?.[1] };
}

const filters = (GeneralLabels: object) => ({ Settings: { GeneralLabels } });

describe('DetectLabels', () => {
  it("answers in the service's shape", async () => {
    const { response } = await answer({ MaxLabels: 1 });

    expect(response).toEqual({
      Labels: [
        {
          Name: 'Dog',
          Confidence: 96,
          Instances: [{ BoundingBox: { Left: 0.1, Top: 0.2, Width: 0.4, Height: 0.7 }, Confidence: 96 }],
          Parents: [{ Name: 'Animal' }, { Name: 'Canine' }, { Name: 'Mammal' }, { Name: 'Pet' }],
          Aliases: [],
          Categories: [{ Name: 'Animals and Pets' }],
        },
      ],
      LabelModelVersion: '3.0',
    });
  });

  it('names the other names that the service knows', async () => {
    const { response } = await answer({ ...filters({ LabelInclusionFilters: ['Car'] }) });

    expect(response.Labels).toEqual([expect.objectContaining({ Aliases: [{ Name: 'Automobile' }] })]);
  });

  it.each([
    [{}, ['Dog', 'Animal', 'Pet', 'Car']],
    [{ MinConfidence: 50 }, ['Dog', 'Animal', 'Pet', 'Car', 'Beach']],
    [{ MinConfidence: 97 }, []],
    [{ MaxLabels: 2 }, ['Dog', 'Animal']],
    [{ MaxLabels: 0 }, []],
    [{ Features: [] }, ['Dog', 'Animal', 'Pet', 'Car']],
    [filters({ LabelInclusionFilters: ['Car', 'Dog'] }), ['Dog', 'Car']],
    [filters({ LabelExclusionFilters: ['Dog'] }), ['Animal', 'Pet', 'Car']],
    [filters({ LabelCategoryInclusionFilters: ['Vehicles and Automotive'] }), ['Car']],
    [filters({ LabelCategoryExclusionFilters: ['Animals and Pets'] }), ['Car']],
    [
      filters({ LabelInclusionFilters: ['Dog'], LabelCategoryInclusionFilters: ['Vehicles and Automotive'] }),
      ['Dog', 'Car'],
    ],
    [
      filters({ LabelCategoryInclusionFilters: ['Animals and Pets'], LabelExclusionFilters: ['Pet'] }),
      ['Dog', 'Animal'],
    ],
    [{ MaxLabels: 1, ...filters({ LabelExclusionFilters: ['Dog'] }) }, ['Animal']],
  ])('returns with %j the labels %j', async (request, expected) => {
    expect((await answer(request)).names).toEqual(expected);
  });

  it('leaves out instances below the wanted confidence', async () => {
    const [standard, generous] = [await answer({}), await answer({ MinConfidence: 40 })];

    expect(standard.response.Labels[0]?.Instances).toHaveLength(1);
    expect(generous.response.Labels[0]?.Instances).toHaveLength(2);
  });

  it('asks the engine only for what the features name', async () => {
    const [labels, properties, both] = [
      await answer({}),
      await answer({ Features: ['IMAGE_PROPERTIES'] }),
      await answer({
        Features: ['GENERAL_LABELS', 'IMAGE_PROPERTIES'],
        Settings: { ImageProperties: { MaxDominantColors: 3 } },
      }),
    ];

    expect(labels.input).toEqual({ bytes: Uint8Array.of(1, 2, 3), areLabelsWanted: true });
    expect(properties.input).toMatchObject({ areLabelsWanted: false, maxDominantColors: 10 });
    expect(both.input).toMatchObject({ areLabelsWanted: true, maxDominantColors: 3 });
  });

  it("gives image properties in the service's shape", async () => {
    const dominantColors = [{ color: navy, pixelPercent: 75 }];
    const region = { quality: { brightness: 40, sharpness: 60 }, dominantColors };
    const { response } = await answer(
      { Features: ['GENERAL_LABELS', 'IMAGE_PROPERTIES'] },
      {
        labels: [{ name: 'Dog', confidence: 96, instances: [{ box, confidence: 96, dominantColors }] }],
        imageProperties: {
          ...region,
          quality: { brightness: 50, sharpness: 70, contrast: 30 },
          foreground: region,
          background: region,
        },
      },
    );

    const DominantColors = [
      {
        Red: 0,
        Green: 0,
        Blue: 128,
        HexCode: '#000080',
        CSSColor: 'navy',
        SimplifiedColor: 'blue',
        PixelPercent: 75,
      },
    ];
    const Region = { Quality: { Brightness: 40, Sharpness: 60 }, DominantColors };
    expect(response).toMatchObject({
      ImageProperties: {
        Quality: { Brightness: 50, Sharpness: 70, Contrast: 30 },
        DominantColors,
        Foreground: Region,
        Background: Region,
      },
    });
    expect(response.Labels[0]?.Instances[0]).toMatchObject({ DominantColors });
  });

  it.each([
    [{ MinConfidence: 101 }, 'minConfidence'],
    [{ MaxLabels: -1 }, 'maxLabels'],
    [{ MaxLabels: 1.5 }, 'maxLabels'],
    [{ Features: ['FACES'] }, 'features.0'],
    [{ Image: undefined }, 'image'],
    [
      { Settings: { ImageProperties: { MaxDominantColors: 21 } } },
      'settings.imageProperties.maxDominantColors',
    ],
    [filters({ LabelInclusionFilters: ['Dog & Cat'] }), 'settings.generalLabels.labelInclusionFilters.0'],
  ])('refuses %j and names %s', async (request, member) => {
    await expect(answer(request)).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: expect.stringContaining(`'${member}'`),
    });
  });
});
