import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { tools } from '../../../local/project.ts';
import { formatOverrides, looksLikeOverride, parseOverrides } from '../../../stack/override-syntax.ts';

/** Each with what SAM itself makes of it, by the last test. */
const TEXTS: [text: string, overrides: Record<string, string>][] = [
  ['Features=labels,text', { Features: 'labels,text' }],
  ['Features=labels  MinConfidence=80', { Features: 'labels', MinConfidence: '80' }],
  ['ParameterKey=Features,ParameterValue=labels,text', { Features: 'labels,text' }],
  ['AlarmTopicArn=""', { AlarmTopicArn: '' }],
  ['Title="a \\"b\\" c" LogLevel=DEBUG', { Title: 'a "b" c', LogLevel: 'DEBUG' }],
  ["Title='a b'", { Title: 'a b' }],
  ['Title=a\\ b', { Title: 'a b' }],
  ['RekognitionEndpoint=http://127.0.0.1:4567/?a=b', { RekognitionEndpoint: 'http://127.0.0.1:4567/?a=b' }],
];

describe('parseOverrides', () => {
  it.each(TEXTS)('reads %s', (text, overrides) => {
    expect(parseOverrides(text, '--parameter-overrides')).toEqual(overrides);
  });

  it('reads what formatOverrides writes', () => {
    const overrides = { A: '', B: 'x y', C: 'a "b"', D: '256,768' };

    expect(parseOverrides(formatOverrides(overrides).join(' '), 'samconfig.toml')).toEqual(overrides);
  });

  it.each([
    ['labels', 'labels'],
    ['A=1 photo.jpg', 'photo.jpg'],
    ['A="open', 'A="open'],
    ['file://parameters.yaml', 'file://parameters.yaml'],
  ])('says what it does not understand: %s', (text, rest) => {
    expect(() => parseOverrides(text, 'samconfig.toml')).toThrow(
      expect.objectContaining({
        name: 'OperatorError',
        message: `Expected Name=value, as in ThumbnailEdges=256,768, in samconfig.toml but found "${rest}"`,
      }),
    );
  });

  it('understands every text as SAM does', async () => {
    const script = `import json, sys
from samcli.cli.types import CfnParameterOverridesType
print(json.dumps([CfnParameterOverridesType().convert((text,), None, None) for text in json.loads(sys.argv[1])]))`;
    const texts = TEXTS.map(([text]) => text);

    const { stdout } = await promisify(execFile)(tools.sam.replace(/sam$/, 'python'), [
      '-c',
      script,
      JSON.stringify(texts),
    ]);

    expect(JSON.parse(stdout)).toEqual(TEXTS.map(([, overrides]) => overrides));
  });
});

describe('looksLikeOverride', () => {
  it.each([
    ['Features=labels', true],
    ['ParameterKey=Features,ParameterValue=labels', true],
    ['photo.jpg', false],
    ['holiday 2024=best.jpg', false],
    ['--once', false],
  ])('%s: %s', (argument, expected) => {
    expect(looksLikeOverride(argument)).toBe(expected);
  });
});
