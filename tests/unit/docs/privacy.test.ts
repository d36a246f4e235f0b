// docs/privacy.md: what it says of how long something is kept is what the template does.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { recordKey, revisionPrefixes } from '../../../functions/shared/result-keys.ts';
import { resource, resourcesOf, template } from '../../template/template.ts';

const text = readFileSync('docs/privacy.md', 'utf8');
const DAY_SECONDS = 86_400;

/** The last cell of the row that begins so. */
function untilOf(what: string): string {
  const row = text.split('\n').find((line) => line.startsWith(`| ${what}`));
  if (!row) throw new Error(`Expected a row of docs/privacy.md that begins with "${what}"`);
  return row.split('|').at(-2)?.trim() ?? '';
}

interface Rule {
  Id: string;
  Status: string;
  Prefix?: string;
  ExpirationInDays?: number;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}
const rulesOf = (bucket: string): Rule[] => resource(bucket).Properties.LifecycleConfiguration.Rules;

describe('what docs/privacy.md says of how long', () => {
  it.each(['UploadBucket', 'ResultsBucket'])('parts of an upload stay in %s', (bucket) => {
    const [rule] = rulesOf(bucket).filter((one) => one.AbortIncompleteMultipartUpload);

    expect(rule?.Status).toBe('Enabled');
    expect(untilOf('parts of an upload')).toBe(
      `${rule?.AbortIncompleteMultipartUpload?.DaysAfterInitiation} days`,
    );
  });

  it('numbers of a backfill stay, and that nothing else in the results bucket goes by its age', () => {
    const expiring = rulesOf('ResultsBucket').filter((one) => one.ExpirationInDays);

    expect(expiring).toEqual([
      { Id: 'ExpireBackfillResults', Status: 'Enabled', Prefix: 'backfill/', ExpirationInDays: 30 },
    ]);
    expect(untilOf('numbers of each batch')).toBe('30 days');
    for (const key of [recordKey('1'), ...revisionPrefixes('1')]) expect(key).not.toMatch(/^backfill\//);
  });

  it('no original goes by its age', () => {
    expect(rulesOf('UploadBucket').map(({ Id }) => Id)).toEqual(['AbortIncompleteUploads']);
  });

  it('the tables can be taken back, and which', () => {
    const kept = resourcesOf('AWS::DynamoDB::Table').filter(
      ([, { Properties }]) => Properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled,
    );

    expect(kept.map(([id]) => id)).toEqual(['ImagesTable', 'PeopleTable']);
    for (const [, { Properties }] of kept) {
      const { RecoveryPeriodInDays = 35 } = Properties.PointInTimeRecoverySpecification; // AWS's default, and the most
      expect(untilOf('earlier states of the tables')).toBe(`${RecoveryPeriodInDays} days`);
    }
  });

  it('logs are kept', () => {
    const { Default } = template.Parameters.LogRetentionDays ?? {};

    expect(untilOf('which object it was')).toBe(`\`LogRetentionDays\` (${Default})`);
    expect(untilOf('IP address')).toBe(`\`LogRetentionDays\` (${Default})`);
  });

  it('messages wait, and lie in dead-letter queues', () => {
    const daysOf = (ids: RegExp) =>
      resourcesOf('AWS::SQS::Queue')
        .filter(([id]) => ids.test(id))
        .map(([, { Properties }]) => Properties.MessageRetentionPeriod / DAY_SECONDS);

    const longest = Math.max(...daysOf(/(?<!DeadLetter)Queue$/));
    expect(untilOf('bucket and key of what waits')).toContain(`${longest} days at the longest`);
    expect(new Set(daysOf(/DeadLetterQueue$/))).toEqual(new Set([14]));
    expect(untilOf('bucket and key of what could not')).toContain('14 days at the longest');
  });

  it('pictures can be fetched by an address', () => {
    const source = readFileSync('functions/shared/api/object-urls.ts', 'utf8');

    expect(text).toContain('addresses of pictures end within half an hour');
    expect(source).toContain('WINDOW_MS = 15 * 60_000;');
    expect(source).toContain('VALID_MS = 2 * WINDOW_MS;');
  });

  it('what a deleted stack leaves is what it says', () => {
    const kept = Object.entries(template.Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate')
      .map(([id]) => id)
      .filter((id) => !id.endsWith('Policy') && !id.startsWith('Admin')); // who was invited is part of the user pool

    expect(kept).toEqual([
      'UploadBucket',
      'ResultsBucket',
      'ImagesTable',
      'PeopleTable',
      'UserPool',
      'PageBucket',
    ]);
  });
});
