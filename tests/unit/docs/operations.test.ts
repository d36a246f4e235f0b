// docs/operations.md: a section for each alarm, and figures that the simulation still gives.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { simulateBurst } from '../../../bench/account/burst.ts';
import { readMachine } from '../../../bench/account/machine.ts';
import { toReport } from '../../../bench/account/report.ts';
import { parseArguments as parseBackfill } from '../../../operate/backfill/arguments.ts';
import { parseArguments as parseDoctor } from '../../../operate/doctor/arguments.ts';
import { parseArguments as parseLogs } from '../../../operate/logs/arguments.ts';
import { parseArguments as parsePeople } from '../../../operate/people/arguments.ts';
import { parseArguments as parseRecords } from '../../../operate/records/arguments.ts';
import { parseArguments as parseRedrive } from '../../../operate/redrive/arguments.ts';
import { parseArguments as parseReprocess } from '../../../operate/reprocess/arguments.ts';
import { recommendPace } from '../../../stack/recommended-pace.ts';
import { resourcesOf, template } from '../../template/template.ts';

const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title, lines.join('\n')];
    }),
);
const alarms = resourcesOf('AWS::CloudWatch::Alarm');

describe('the alarms', () => {
  it('have one section each, and no other has', () => {
    expect([...sections.keys()].toSorted()).toEqual(alarms.map(([id]) => id).toSorted());
  });

  it.each(alarms)('%s says what to do, here with the commands', (id, { Properties }) => {
    expect(Properties.AlarmDescription).toMatch(/^[A-Z].*\. .*\. docs\/operations\.md$/);
    expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1_024);
    expect(sections.get(id)).toMatch(/```sh\nnpm run /);
  });
});

describe('a command of the runbook', () => {
  const commands = [...sections].flatMap(([title, section]) =>
    [...section.matchAll(/npm run ([\w:]+)(?: -- ([^`#\n]+))?/g)].map(
      ([, script = '', args = '']) => [title, script, args.trim()] as const,
    ),
  );
  const PARSERS: Record<string, (args: readonly string[]) => unknown> = {
    backfill: parseBackfill,
    doctor: parseDoctor,
    logs: parseLogs,
    people: parsePeople,
    records: parseRecords,
    redrive: parseRedrive,
    reindex: (args) => expect(args).toEqual([]), // it takes none but those of every command
    reprocess: parseReprocess,
  };

  it.each(commands)('of %s is one that its own parser takes: %s %s', (_, script, args) => {
    const words = args.split(' ').filter(Boolean);
    const filledIn = words.map((word) => (/^<\w+>$/.test(word) ? '0'.repeat(32) : word));

    PARSERS[script]?.(filledIn);

    expect(Object.keys(PARSERS)).toContain(script);
    if (script === 'doctor') expect(args).toContain('--stack'); // else it looks at this machine alone
    const named = script === 'logs' ? `${words[0]}Function` : words[words.indexOf('--queue') + 1];
    if (script === 'logs') expect(Object.keys(template.Resources)).toContain(named);
    if (words.includes('--queue'))
      expect(Object.keys(template.Resources)).toContain(`${named}DeadLetterQueue`);
  });
});

describe('the pace', () => {
  it('is that of the template and of doctor', () => {
    const { Default } = template.Parameters.MaxPhotographsInFlight ?? {};
    expect(text).toContain(`Its default of ${Default} is safe in a new account.`);
  });

  /** Of both tables, with the pacing and without. */
  const rows = [...text.matchAll(/^\| (100|1,000) \|(.*)\|(.*)\|(.*)\|$/gm)];
  const cells = rows.flatMap(([, count = '', ...row], at) =>
    row.map((cell, column) => ({
      photographs: Number(count.replace(',', '')),
      isPaced: at < rows.length / 2,
      ...[
        { lambdas: 10, tps: 5 },
        { lambdas: 1_000, tps: 5 },
        { lambdas: 1_000, tps: 50 },
      ][column],
      cell,
    })),
  );

  it('comes to what the tables say, for all that is simulated quickly', () => {
    expect(cells).toHaveLength(2 * 2 * 3);
  });

  it.each(cells)(
    'comes to what the tables say: $photographs photographs, paced $isPaced, $lambdas Lambdas, $tps calls a second',
    async ({ photographs, isPaced, lambdas = 0, tps = 0, cell }) => {
      const { maxPhotographsInFlight } = recommendPace({ lambdas, rekognitionTps: tps });
      const options = {
        photographs,
        faces: 'mixed',
        lambdas,
        tps,
        background: 0.1,
        maxPhotographsInFlight: isPaced ? maxPhotographsInFlight : undefined,
        machine: readMachine(),
        features: String(template.Parameters.Features?.Default).split(','),
        seed: 1,
      } as const;
      const report = toReport(await simulateBurst(options), options.maxPhotographsInFlight);

      const [, percent, times, retries] =
        /([\d.]+) %, .* \(([\d.]+) ×\), retries ([\d.,]+) %/.exec(cell) ?? [];
      expect(report.succeededPercent).toBe(Number(percent));
      expect(report.timesLimit).toBe(Number(times));
      expect(report.retriesPercentOfTransitions).toBeCloseTo(
        Number(retries?.replace(',', '')),
        isPaced ? 1 : -1,
      );
    },
  );
});
