import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parseArguments } from '../../../../operate/doctor/arguments.ts';
import { checkPace, readRekognitionTps } from '../../../../operate/doctor/check-account.ts';
import { describeChecks } from '../../../../operate/doctor/report.ts';

const main = fileURLToPath(new URL('../../../../operate/doctor/main.ts', import.meta.url));

function runDoctor(args: string[], env: Record<string, string>) {
  const { AWS_REGION: _, AWS_DEFAULT_REGION: __, AWS_PROFILE: ___, ...others } = process.env;
  return spawnSync(process.execPath, [main, '--json', ...args], {
    encoding: 'utf8',
    env: {
      ...others,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
}

describe('npm run doctor', () => {
  it('fails for deploy where no region is set, and says how to set one', () => {
    const run = runDoctor(['deploy'], { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).checks).toContainEqual({
      name: 'AWS region',
      state: 'missing',
      found: 'none',
      advice: 'set AWS_REGION, or a region in your AWS profile',
      neededBy: ['deploy'],
    });
  });

  it('finds a Python that is not there, which npm start needs', () => {
    const run = runDoctor([], { PYTHON: '/nowhere/python3' });

    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).checks).toContainEqual(
      expect.objectContaining({ name: 'Python', state: 'missing', found: 'none' }),
    );
  });

  it('knows no other commands than there are', () => {
    expect(() => parseArguments(['sing'])).toThrow('but found "sing"');
  });
});

describe('describeChecks', () => {
  it('tells what the commands lack from what only others would need', () => {
    const checks = [
      { name: 'Node', state: 'ok' as const, found: 'v24', neededBy: ['start'] },
      { name: 'make', state: 'missing' as const, found: 'none', advice: 'install it', neededBy: ['deploy'] },
    ];

    expect(stripVTControlCharacters(describeChecks(checks, ['start']))).toBe(
      '✓ Node  v24\n– make  none  (npm run deploy)\n        install it\n\nNothing is missing for start',
    );
    expect(stripVTControlCharacters(describeChecks(checks, ['deploy']))).toContain(
      '✗ make  none  (npm run deploy)\n        install it\n\nMissing for deploy: make',
    );
  });
});

describe('the account', () => {
  it('takes the operation that may be asked least often', async () => {
    const quotas = mockClient(ServiceQuotasClient);
    quotas.on(ListServiceQuotasCommand).resolves({
      Quotas: [
        { QuotaName: 'Transactions per second per account for DetectLabels', Value: 50 },
        { QuotaName: 'Transactions per second per account for DetectText', Value: 25 },
        { QuotaName: 'Transactions per second per account for CreateCollection', Value: 1 },
      ],
    });

    expect(await readRekognitionTps(new ServiceQuotasClient({ region: 'us-east-1' }))).toMatchObject({
      value: 25,
      check: { state: 'ok' },
    });
  });

  it('goes on with the least where it may not ask', async () => {
    const quotas = mockClient(ServiceQuotasClient);
    quotas
      .on(ListServiceQuotasCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));

    expect(await readRekognitionTps(new ServiceQuotasClient({ region: 'us-east-1' }))).toMatchObject({
      value: 5,
      check: { state: 'warning', found: expect.stringContaining('AccessDeniedException') },
    });
  });

  it('says what to set where the stack is slower or faster than the account', () => {
    expect(checkPace(6, 10, 5)).toMatchObject({ state: 'ok' });
    expect(checkPace(6, 1_000, 50)).toMatchObject({
      state: 'warning',
      advice: expect.stringContaining('MaxPhotographsInFlight=300'),
    });
  });
});
