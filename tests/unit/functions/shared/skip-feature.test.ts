import { FEATURES } from '@image-workflow/record/features';
import { describe, expect, it } from '@jest/globals';
import { skipFeature } from '../../../../functions/shared/skip-feature.ts';
import { parseAnalysisInput } from '../../../../functions/shared/workflow.ts';
import { template } from '../../../template/template.ts';
import { readEvent } from '../events.ts';

const input = parseAnalysisInput(readEvent('detect-labels'));

describe('skipFeature', () => {
  it('lets a feature pass that is on', () => {
    expect(skipFeature('text', { ...input, features: ['text'] })).toBeUndefined();
  });

  it('names the feature that is off', () => {
    expect(skipFeature('faces', { ...input, features: ['text'] })).toEqual({
      status: 'SKIPPED',
      reason: 'The feature faces is switched off',
    });
  });

  it('names the size of a preview that Rekognition would refuse', () => {
    const preview = { ...input.preview, width: 64, height: 48 };
    expect(skipFeature('labels', { ...input, preview })).toEqual({
      status: 'SKIPPED',
      reason: expect.stringContaining('64×48 px'),
    });
  });
});

describe('FEATURES', () => {
  const { Features } = template.Parameters;

  it('are what the parameter of the stack takes, which may also be none', () => {
    expect(Features?.AllowedPattern).toBe(`^(${FEATURES.join('|')})?$`);
    for (const feature of FEATURES) expect(Features?.Description).toContain(feature);
  });
});
