import type { Feature } from '@image-workflow/record/features';
import { describe, expect, it } from '@jest/globals';
import { addFeatures } from '../../../../functions/extract-metadata/features.ts';
import { readEvent } from '../events.ts';

const { features: _, ...file } = readEvent('store-record').state.extraction.Payload;
const deployed: Feature[] = ['labels', 'text', 'faces', 'customLabels'];

describe('addFeatures', () => {
  it.each([
    ['all of the stack where the upload says nothing', undefined, deployed],
    ['those that the upload names, in the order of the stack', 'faces,text', ['text', 'faces']],
    ['those that the upload names, however it spells them', ' CUSTOMLABELS , Text', ['text', 'customLabels']],
    ['none where the upload names none', '', []],
    ['no more than those of the stack', 'celebrities,labels', ['labels']],
  ])('gives %s', (_, requested, features) => {
    expect(addFeatures(file, deployed, requested)).toEqual({ ...file, features });
  });

  it('gives those that a further run is for, though the upload left them out', () => {
    expect(addFeatures(file, deployed, 'labels', ['text', 'celebrities'])).toMatchObject({
      features: ['labels', 'text'],
      warnings: file.warnings,
    });
    expect(addFeatures(file, deployed, undefined, ['text'])).toMatchObject({ features: deployed });
  });

  it('ignores what is no feature, and says so in the record', () => {
    const named = addFeatures({ ...file, warnings: ['cut off'] }, deployed, 'lables,text,faces of cats');

    expect(named).toMatchObject({
      features: ['text'],
      warnings: [
        'cut off',
        expect.stringMatching(/^Expected some of labels, .* but found lables, faces of cats$/),
      ],
    });
  });

  it('leaves a file that is no image as it is', () => {
    const unsupported = { supported: false, reason: 'Expected an image' } as const;
    expect(addFeatures(unsupported, deployed, 'labels')).toBe(unsupported);
  });
});
