// A feature has many places: docs/architecture.md lists them, and what is forgotten of them is named here.

import { analysisSchema } from '@image-workflow/record';
import { FEATURES } from '@image-workflow/record/features';
import { describe, expect, it } from '@jest/globals';
import { MAX_ITEMS_BYTES } from '../../functions/shared/bound-items.ts';
import { toFinishedRecord } from '../../functions/shared/records/finished-record.ts';
import { workflowStateSchema } from '../../functions/shared/workflow.ts';
import { describeAnalysis } from '../../local/show/analysis.ts';
import { readEvent } from '../unit/functions/events.ts';
import { sourcesOf } from './aws-calls.ts';
import { functionFolders, readProjectFile, statementsOf, template } from './template.ts';

/** `imageProperties` is a part of the labels, in every place but the parameter and the README. */
const WITH_LABELS = 'imageProperties';
/** Bounded by the parameter MaxLabels. */
const BOUNDED_BY_NUMBER = 'labels';

const slots = FEATURES.filter((feature) => feature !== WITH_LABELS);
const definition = JSON.parse(readProjectFile('statemachine/process-image.asl.json'));
const input = readEvent('store-record');

/** The function that answers for a feature. */
const answering = (feature: string) =>
  functionFolders.filter((folder) =>
    sourcesOf(folder).some((source) => source.includes(`skipFeature('${feature}'`)),
  );

describe.each(FEATURES)('the feature %s', (feature) => {
  it('is in the parameter Features, and in the table of the README', () => {
    expect(template.Parameters.Features?.AllowedPattern).toMatch(new RegExp(`[(|]${feature}[|)]`));
    expect(readProjectFile('README.md')).toMatch(new RegExp(`^\\| \`${feature}\` \\| (on|off) \\| `, 'm'));
  });
});

describe.each(slots)('the feature %s', (feature) => {
  it('has one function, which is asked in a branch of the state machine', () => {
    const [folder = '', ...others] = answering(feature);
    const name = folder.replace(/(^|-)([a-z])/g, (_, __, letter) => letter.toUpperCase());
    const branches = JSON.stringify(definition.States.AnalyzeImage.Branches);

    expect(others).toEqual([]);
    expect(branches).toContain(`"FunctionName":"\${${name}FunctionArn}"`);
    expect(statementsOf('ProcessImageStateMachine')[0]?.Resource).toContainEqual({
      'Fn::GetAtt': `${name}Function.Arn`,
    });
  });

  it('has a slot in the record, in the state data and in the result of the branches', () => {
    expect(analysisSchema.shape).toHaveProperty(feature);
    expect(workflowStateSchema.shape.analysis.unwrap().shape).toHaveProperty(feature);
    expect(definition.States.AnalyzeImage.ResultSelector).toHaveProperty([`${feature}.$`]);
  });

  it('comes through from the branch to the record, and to whoever reads it', () => {
    expect(input.state.analysis).toHaveProperty(feature); // of the sample event
    const { analysis } = toFinishedRecord(input, '2026-06-21T04:31:12.000Z');
    const shown = describeAnalysis(analysis).flat().join('\n').replace('own labels', 'customLabels');

    expect(analysis).toHaveProperty(feature);
    expect(shown).toContain(feature);
  });

  it('has a share of the bytes of the state data', () => {
    expect([...Object.keys(MAX_ITEMS_BYTES), BOUNDED_BY_NUMBER]).toContain(feature);
  });
});
