import { describe, expect, it } from '@jest/globals';
import { toCard } from '../../../../../functions/shared/search/card.ts';
import { toBounds, toOrderKey, toOrderKeyAt } from '../../../../../functions/shared/search/order-key.ts';
import { normalize, toTermKey, toTerms, toWords } from '../../../../../functions/shared/search/terms.ts';
import { toRecord } from '../../../../../functions/store-record/to-record.ts';
import { readEvent } from '../../events.ts';

const record = toRecord(readEvent('store-record'), '2026-06-21T04:31:12.000Z');

describe('a value', () => {
  it.each([
    ['Zürich', 'zurich'],
    ['ＷＩＤＥ', 'wide'],
    ['  Golden   Gate ', 'golden gate'],
    ['हिन्दी', 'हिन्दी'], // its marks are no accents
    ['東京', '東京'],
  ])('is compared without case, accents and width: %s', (text, value) => {
    expect(normalize(text)).toBe(value);
  });

  it('of a text is each of its words, once', () => {
    expect(toWords('STOP! No. 42, stop—arrêt')).toEqual(['stop', 'no', '42', 'arret']);
  });
});

describe('the terms of a photograph', () => {
  const keys = toTerms(record).map(toTermKey);

  it('are each there once', () => {
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('say whether a face has no name, or one that is not sure', () => {
    const [face] = record.analysis?.faces.status === 'SUCCEEDED' ? record.analysis.faces.items : [];
    const { analysis } = record;
    if (!face || !analysis) throw new Error('Expected a face in the event');
    const { personId: _, name: __, similarity: ___, ...unnamed } = face;
    const termsOf = (...items: (typeof face)[]) =>
      toTerms({ ...record, analysis: { ...analysis, faces: { status: 'SUCCEEDED', items, raw: 'raw' } } })
        .filter(({ kind }) => kind === 'faces')
        .map(({ value }) => value);
    const ada = { ...unnamed, personId: 'ada', name: 'Ada' };

    expect(termsOf({ ...ada, similarity: 99 })).toEqual([]);
    expect(termsOf({ ...ada, similarity: 84 })).toEqual(['unsure']);
    expect(termsOf(unnamed, unnamed, { ...ada, similarity: 84 })).toEqual(['unnamed', 'unsure']);
    expect(termsOf()).toEqual([]);
  });

  it('are its time, its status, and what was found in it', () => {
    expect(keys).toEqual(expect.arrayContaining(['all#', `status#${record.status.toLowerCase()}`]));
    expect(keys.filter((key) => key.startsWith('label#')).length).toBeGreaterThan(0);
    expect(keys.filter((key) => key.startsWith('month#'))).toEqual([
      `month#${toOrderKey(record).slice(0, 7)}`,
    ]);
  });

  it('name a camera by maker, model and both, but never twice by its maker', () => {
    const cameras = (camera: object) =>
      toTerms({
        ...record,
        metadata: { format: 'jpeg', mimeType: 'image/jpeg', width: 1, height: 1, camera },
      })
        .filter(({ kind }) => kind === 'camera')
        .map(({ value }) => value);

    expect(cameras({ make: 'Canon', model: 'EOS R5' })).toEqual(['canon', 'eos r5', 'canon eos r5']);
    expect(cameras({ make: 'NIKON CORPORATION', model: 'NIKON Z 6' })).toContain('nikon z 6');
    expect(cameras({ make: 'Apple', model: 'Apple iPhone' })).toEqual(['apple', 'apple iphone']);
  });

  it('name a place by itself, its region, its country and the code of that, of which all but the last are suggested', () => {
    const place = {
      name: 'Zürich',
      region: 'Zurich',
      countryCode: 'CH',
      country: 'Switzerland',
      distanceKm: 1.4,
    };
    const location = { latitude: 47.3779, longitude: 8.5403, place };
    const metadata = { format: 'jpeg', mimeType: 'image/jpeg', width: 1, height: 1, location };
    const places = toTerms({ ...record, metadata }).filter(({ kind }) => kind === 'place');

    expect(places).toEqual([
      { kind: 'place', value: 'zurich', title: 'Zurich' }, // the place and its region are one term
      { kind: 'place', value: 'switzerland', title: 'Switzerland' },
      { kind: 'place', value: 'ch' },
    ]);
    expect(toCard({ ...record, metadata }).place).toBe('Zürich, CH');
  });

  it('have the hash of the original, by which a copy of it is known before it is sent', () => {
    const sha256 = 'ab'.repeat(32);
    const terms = toTerms({ ...record, source: { ...record.source, sha256 } });

    expect(terms.filter(({ kind }) => kind === 'sha256')).toEqual([{ kind: 'sha256', value: sha256 }]);
    expect(keys.filter((key) => key.startsWith('sha256#'))).toEqual([]);
  });

  it('are time and status alone as long as it is processed', () => {
    const { imageId, schemaVersion, source, execution } = record;
    const opened = { imageId, schemaVersion, source, execution, status: 'PROCESSING' } as const;

    expect(toTerms(opened).map(({ kind }) => kind)).toEqual(['all', 'status', 'month', 'uploaded']);
  });
});

describe('the order key', () => {
  it.each([
    ['2024-05-01T10:20:30', '2024-05-01T10:20:30.000#'],
    ['2024-05-01T10:20:30.1', '2024-05-01T10:20:30.100#'],
    ['2024-05-01T10:20:30.123456', '2024-05-01T10:20:30.123#'],
    ['2024-05-01T10:20', '2024-05-01T10:20#'],
    ['1968-07-21', '1968-07-21#'],
    ['1968', '1968#'],
  ])("is the camera's own time in milliseconds, as far as it is known: %s", (local, key) => {
    const metadata = { ...record.metadata, capturedAt: { local, offsetSource: 'none' } } as never;

    expect(toOrderKey({ ...record, metadata })).toBe(`${key}${record.imageId}`);
  });

  it('stands where what is known begins, and in every period that holds it', () => {
    const keyOf = (local: string) => toOrderKeyAt(local, 'x');
    const times = ['1968', '1968-07', '1968-07-21', '1968-07-21T00:00', '1968-07-21T00:00:00', '1968-08'];
    const isIn = (period: string, local: string) => {
      const { low, high } = toBounds({ from: period, to: period });
      return low <= keyOf(local) && keyOf(local) <= high;
    };

    expect(times.map(keyOf).toSorted()).toEqual(times.map(keyOf));
    expect(times.filter((local) => isIn('1968', local))).toEqual(times);
    expect(times.filter((local) => isIn('1968-07', local))).toEqual(times.slice(1, 5));
    expect(times.filter((local) => isIn('1968-07-21', local))).toEqual(times.slice(2, 5));
  });

  it.each(['1968-07-21', '1968-07', '1968'])('has the month, or the year alone, as a term: %s', (local) => {
    const metadata = { ...record.metadata, capturedAt: { local, offsetSource: 'none' } } as never;
    const months = toTerms({ ...record, metadata }).filter(({ kind }) => kind === 'month');

    expect(months).toEqual([{ kind: 'month', value: local.slice(0, 7), title: local.slice(0, 7) }]);
  });

  it('is the time of the upload where nobody knows that', () => {
    const source = { ...record.source, uploadedAt: '2026-06-21T04:30:00Z' };

    expect(toOrderKey({ imageId: 'x', source })).toBe('2026-06-21T04:30:00.000#x');
  });
});

describe('the card', () => {
  it('stays below 1 KB with everything on it: one write unit', () => {
    expect(JSON.stringify(toCard(record)).length).toBeLessThan(800);
  });

  it('says why a photograph is not whole', () => {
    const text = {
      status: 'FAILED',
      error: { name: 'ThrottlingException', message: 'Rate exceeded' },
    } as const;
    const analysis = record.analysis && { ...record.analysis, text };

    expect(toCard({ ...record, status: 'PARTIAL', analysis }).reason).toBe('text: Rate exceeded');
  });
});
