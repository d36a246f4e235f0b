import { analysisSchema } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { describeAnalysis } from '../../../../local/show/analysis.ts';
import { readEvent } from '../../functions/events.ts';

const analysis = analysisSchema.parse(readEvent('store-record').state.analysis);
const box = { left: 0.1, top: 0.1, width: 0.5, height: 0.5 };

/** The lines by their names. */
const describeWith = (changed: object) =>
  Object.fromEntries(describeAnalysis(analysisSchema.parse({ ...analysis, ...changed })));

describe('describeAnalysis', () => {
  it('says what each feature found, and in one line which were not at work', () => {
    expect(describeAnalysis(analysis)).toEqual([
      ['labels', 'Sea 99 % · Person 97 % (1 box)'],
      ['text', '“PLAGE PUBLIQUE”'],
      ['faces', 'Ada Lovelace'],
      ['people', 'Ada Lovelace 99 % (1 face searched)'],
      ['celebrities', 'none (1 other face)'],
      ['moderation', 'Swimwear or Underwear 52 %'],
      ['thumbnails', '192 × 256 (6 KB) · 576 × 768 (39 KB) · 1152 × 1536 (121 KB)'],
      ['skipped', 'own labels (The stack names no project version)'],
    ]);
  });

  it('says nothing of a photograph that was not analysed', () => {
    expect(describeAnalysis(undefined)).toEqual([]);
  });

  it('says what nobody knows, and where nothing was found', () => {
    const raw = 'analysis/a';
    expect(
      describeWith({
        labels: { status: 'SUCCEEDED', items: [], raw },
        text: { status: 'SUCCEEDED', items: [], raw },
        faces: {
          status: 'SUCCEEDED',
          items: [
            {
              boundingBox: box,
              confidence: 99,
              gender: { value: 'Female', confidence: 98 },
              ageRange: { low: 25, high: 33 },
              emotions: [{ type: 'CALM', confidence: 90 }],
            },
            { boundingBox: box, confidence: 80 },
          ],
          raw,
        },
        people: { status: 'SUCCEEDED', items: [], searchedFaces: 2, unsearchedFaces: 1, raw },
        moderation: { status: 'SUCCEEDED', flagged: false, items: [], raw },
      }),
    ).toMatchObject({
      labels: 'none',
      text: 'none',
      faces: '2: female, 25 to 33, calm · a face',
      people: 'nobody known (2 faces searched, 1 had no turn)',
      moderation: 'nothing',
    });
  });

  it('is no longer than a person wants to read', () => {
    const line = { type: 'LINE', confidence: 99, boundingBox: box };
    const items = [...Array(8)].map(() => ({ ...line, text: 'All work and no play makes Jack a dull boy' }));

    expect(describeWith({ text: { status: 'SUCCEEDED', items, raw: 'analysis/a' } }).text).toBe(
      `${Array(6).fill('“All work and no play makes Jack a dull…”').join(' · ')} · 2 more`,
    );
  });

  it('puts a flag first, and adds the colours where they are known', () => {
    const { flagged, labels } = describeFlagged();
    expect(flagged).toBe('FLAGGED: Explicit Nudity 97 %');
    expect(labels).toBe('Sea 99 % · Person 97 % (1 box); colours: navy 61 %');
  });

  function describeFlagged() {
    const { moderation, labels } = describeWith({
      moderation: {
        ...analysis.moderation,
        flagged: true,
        items: [{ name: 'Explicit Nudity', confidence: 97 }],
      },
      labels: {
        ...analysis.labels,
        imageProperties: {
          dominantColors: [
            { hexCode: '#000080', cssColor: 'navy', simplifiedColor: 'blue', pixelPercent: 61.2 },
          ],
          quality: { brightness: 40, sharpness: 80, contrast: 60 },
        },
      },
    });
    return { flagged: moderation, labels };
  }
});
