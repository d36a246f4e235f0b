import { describe, expect, it } from '@jest/globals';
import { parseOverrides } from '../../../stack/override-syntax.ts';
import { parseDeploySettings } from '../../../stack/samconfig.ts';

describe('parseDeploySettings', () => {
  it.each([
    ['[local.deploy.parameters]\nparameter_overrides = "Features=labels,text LogLevel=DEBUG"'],
    ['[local.deploy.parameters]\nparameter_overrides = ["Features=labels,text", "LogLevel=DEBUG"]'],
    ['[local.deploy.parameters.parameter_overrides]\nFeatures = ["labels", "text"]\nLogLevel = "DEBUG"'],
    ['[local.global.parameters]\nparameter_overrides = "Features=labels,text LogLevel=DEBUG"'],
  ])('reads the parameters as SAM does: %s', (toml) => {
    const { overrides } = parseDeploySettings(`version = 0.1\n${toml}`, 'local');

    expect(parseOverrides(overrides.join(' '), 'samconfig.toml')).toEqual({
      Features: 'labels,text',
      LogLevel: 'DEBUG',
    });
  });

  it('lets what is said of the command win over what is said of all', () => {
    const toml = `
[default.global.parameters]
profile = "everyday"
region = "us-east-1"
[default.deploy.parameters]
region = "eu-west-1"`;

    expect(parseDeploySettings(toml, 'default')).toEqual({
      profile: 'everyday',
      region: 'eu-west-1',
      overrides: [],
    });
  });

  it('finds nothing in an environment that is not there', () => {
    expect(parseDeploySettings('version = 0.1', 'production')).toEqual({ overrides: [] });
  });

  it.each([
    ['[local.deploy.parameters]\nparameter_overrides = 5', /parameter_overrides/],
    ['[local.deploy.parameters]\nregion = ["eu-west-1"]', /region/],
    ['[local', /Invalid TOML/],
  ])('says what is wrong with %s', (toml, message) => {
    expect(() => parseDeploySettings(toml, 'local')).toThrow(
      expect.objectContaining({
        name: 'OperatorError',
        message: expect.stringMatching(/^Expected samconfig\.toml as SAM takes it but found: /),
      }),
    );
    expect(() => parseDeploySettings(toml, 'local')).toThrow(message);
  });
});
