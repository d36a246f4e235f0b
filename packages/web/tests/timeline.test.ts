import type { ImageWorkflowClient } from '@image-workflow/client';
import type { ImageCard, ImageQueryInput } from '@image-workflow/record/api/images';
import { describe, expect, it } from '@jest/globals';
import { toMarks, toYears } from '../src/timeline/marks.ts';
import { PhotographList } from '../src/timeline/photograph-list.ts';
import { type Place, placeOf, positionOf, rowAt } from '../src/timeline/place.ts';
import { buildRows, type TimelineRow } from '../src/timeline/rows.ts';

const options = { width: 1_000, targetHeight: 200, gap: 4 };

function card(name: string, capturedAt: string): ImageCard {
  return {
    imageId: name,
    status: 'SUCCEEDED',
    name,
    capturedAt,
    uploadedAt: '2026-01-01T00:00:00Z',
    width: 3,
    height: 2,
    thumbnails: [],
    labels: [],
    people: [],
  };
}

/** The two routes that a list asks, over cards that a test may change. */
function fakeClient(cards: ImageCard[], asked: ImageQueryInput[] = []): ImageWorkflowClient {
  return {
    async getSuggestions() {
      const months = Map.groupBy(cards, ({ capturedAt = '' }) => capturedAt.slice(0, 7));
      return { items: [...months].map(([value, { length }]) => ({ kind: 'month', value, count: length })) };
    },
    async listImages(query: ImageQueryInput = {}) {
      asked.push(query);
      const month = query.from ?? '';
      const found = cards.filter(({ capturedAt = '' }) => capturedAt.startsWith(month));
      const start = Number(query.cursor ?? 0);
      const limit = Number(query.limit);
      const end = start + limit;
      return { items: found.slice(start, end), ...(end < found.length && { cursor: String(end) }) };
    },
  } as unknown as ImageWorkflowClient;
}

const offsetsOf = (rows: readonly TimelineRow[]) => {
  const offsets = [0];
  for (const { height } of rows) offsets.push((offsets.at(-1) ?? 0) + height);
  return offsets;
};

describe('a list of photographs', () => {
  it('knows every month and its size before it has loaded one photograph', async () => {
    const asked: ImageQueryInput[] = [];
    const cards = [
      card('a', '2026-05-02T10:00:00'),
      card('b', '2026-05-01T10:00:00'),
      card('c', '2024-01-01T10:00:00'),
    ];
    const list = new PhotographList(fakeClient(cards, asked), {});

    await list.refresh();

    expect(list.listing.blocks.map(({ key, count }) => [key, count])).toEqual([
      ['2026-05', 2],
      ['2024-01', 1],
    ]);
    expect(asked).toEqual([]);
    expect(buildRows(list.listing.blocks, options).map(({ kind }) => kind)).toEqual([
      'month',
      'waiting',
      'month',
      'waiting',
    ]);
  });

  it('loads a whole month, page after page, and only that', async () => {
    const asked: ImageQueryInput[] = [];
    const may = Array.from({ length: 450 }, (_, index) => card(`m${index}`, '2026-05-02T10:00:00'));
    const list = new PhotographList(fakeClient([...may, card('c', '2024-01-01T10:00:00')], asked), {});
    await list.refresh();

    await list.load('2026-05');

    expect(list.listing.blocks.map(({ cards, isComplete }) => [cards.length, isComplete])).toEqual([
      [450, true],
      [0, false],
    ]);
    expect(asked).toHaveLength(3);
  });

  it('shows what came since, where it belongs', async () => {
    const cards = [card('a', '2026-05-02T10:00:00')];
    const list = new PhotographList(fakeClient(cards), {});
    await list.refresh();
    await list.load('2026-05');

    cards.push(card('b', '2026-05-01T10:00:00'), card('c', '2023-01-01T10:00:00'));
    await list.refresh();

    expect(list.listing.blocks.map(({ key, cards }) => [key, cards.map(({ name }) => name)])).toEqual([
      ['2026-05', ['a', 'b']],
      ['2023-01', []],
    ]);
  });

  it('grows at its end where a search has no months', async () => {
    const cards = Array.from({ length: 150 }, (_, index) => card(`m${index}`, '2026-05-02T10:00:00'));
    const list = new PhotographList(fakeClient(cards), { label: ['Dog'] });

    await list.refresh();
    const first = list.listing.blocks[0]?.cards.length;
    await list.load('all');

    expect(first).toBe(60);
    expect(list.listing.blocks[0]).toMatchObject({ isComplete: true, count: 150 });
    expect(new Set(list.listing.blocks[0]?.cards.map(({ imageId }) => imageId)).size).toBe(150);
  });

  it('says that there is nothing only when it knows', async () => {
    const list = new PhotographList(fakeClient([]), {});

    const before = list.listing.isEmpty;
    await list.refresh();

    expect([before, list.listing.isEmpty]).toEqual([undefined, true]);
  });

  it('has a photograph in one place alone while it moves from the month of its upload to that of its capture', async () => {
    const running: ImageCard = { ...card('a', '2026-05-02T10:00:00'), status: 'PROCESSING' };
    const cards = [running, card('b', '2024-01-01T10:00:00')];
    const list = new PhotographList(fakeClient(cards), {});
    await list.refresh();
    await list.load('2026-05');
    await list.load('2024-01');

    const finished = card('a', '2024-01-02T10:00:00');
    cards[0] = finished;
    list.update([finished]);
    const meanwhile = list.listing.blocks.map(({ key }) => key);
    await list.refresh();

    expect(meanwhile).toEqual(['2024-01']);
    expect(list.listing.blocks.map(({ key, cards: kept }) => [key, kept.map(({ name }) => name)])).toEqual([
      ['2024-01', ['a', 'b']],
    ]);
  });

  it('takes out what is deleted at once', async () => {
    const list = new PhotographList(
      fakeClient([card('a', '2026-05-02T10:00:00'), card('b', '2026-04-02T10:00:00')]),
      {},
    );
    await list.refresh();
    await list.load('2026-05');

    list.remove(new Set(['a']));

    expect(list.listing.blocks.map(({ key }) => key)).toEqual(['2026-04']);
  });
});

describe('a place in the timeline', () => {
  const block = (key: string, cards: ImageCard[], count = cards.length) => ({
    key,
    count,
    cards,
    cursor: undefined,
    isComplete: cards.length > 0,
    isLoading: false,
  });
  const many = (month: string, count: number) =>
    Array.from({ length: count }, (_, index) => card(`${month}-${index}`, `${month}-02T10:00:00`));

  it('stays where it is while a month above is loaded and turns out higher', () => {
    const may = many('2026-05', 40);
    const before = buildRows([block('2026-06', [], 90), block('2026-05', may)], options);
    const top = (offsetsOf(before).at(-3) ?? 0) + 17;
    const place = placeOf(top, before, offsetsOf(before));

    const after = buildRows([block('2026-06', many('2026-06', 60)), block('2026-05', may)], options);
    const position = place && positionOf(place, after, offsetsOf(after));

    const keyAt = (rows: TimelineRow[], y: number) => rows[rowAt(y, offsetsOf(rows))]?.key;
    expect(keyAt(after, position ?? -1)).toBe(keyAt(before, top));
    expect(position).not.toBe(top);
  });

  it('holds on to the heading below what is not loaded, so that this stays too', () => {
    const may = many('2026-05', 40);
    const before = buildRows([block('2026-06', [], 20), block('2026-05', may)], options);
    const heading = before.findIndex(({ month }) => month === '2026-05');
    const top = (offsetsOf(before)[heading] ?? 0) - 300;
    const place = placeOf(top, before, offsetsOf(before), 800);

    const after = buildRows([block('2026-06', many('2026-06', 60)), block('2026-05', may)], options);
    const position = positionOf(place as Place, after, offsetsOf(after)) ?? 0;

    const now = after.findIndex(({ month }) => month === '2026-05');
    expect((offsetsOf(after)[now] ?? 0) - position).toBe(300);
  });

  it('is found by its month when its row is not there yet', () => {
    const whole = buildRows(
      [block('2026-06', many('2026-06', 60)), block('2026-05', many('2026-05', 60))],
      options,
    );
    const place = placeOf((offsetsOf(whole).at(-1) ?? 0) - 300, whole, offsetsOf(whole));

    const unloaded = buildRows([block('2026-06', [], 60), block('2026-05', [], 60)], options);
    const position = place && positionOf(place, unloaded, offsetsOf(unloaded));

    expect(unloaded[rowAt(position ?? 0, offsetsOf(unloaded))]?.month).toBe('2026-05');
  });

  it('has photographs without a time by their upload', () => {
    const { capturedAt: _, ...timeless } = card('x', '');

    const [heading] = buildRows([block('2026-01', [timeless])], options);

    expect(heading).toMatchObject({ kind: 'day', day: '2026-01-01' });
  });
});

describe('the rows of a month that is loaded in part', () => {
  it('are the same when more of it is loaded: the one that may change waits', () => {
    const cards = Array.from({ length: 40 }, (_, index) => card(`${index}`, '2026-05-02T10:00:00'));
    const month = (loaded: number) => ({
      key: '2026-05',
      count: 40,
      cards: cards.slice(0, loaded),
      cursor: undefined,
      isComplete: loaded === 40,
      isLoading: false,
    });
    const shownOf = (loaded: number) =>
      buildRows([month(loaded)], options).flatMap((row) => (row.kind === 'photographs' ? [row] : []));

    const whole = shownOf(40);
    for (const loaded of [1, 7, 20, 39]) {
      const part = shownOf(loaded);
      expect(part).toEqual(whole.slice(0, part.length));
    }
    expect(shownOf(20).length).toBeGreaterThan(0);
  });
});

describe('days of few photographs', () => {
  const block = (month: string, cards: ImageCard[]) => ({
    key: month,
    count: cards.length,
    cards,
    cursor: undefined,
    isComplete: true,
    isLoading: false,
  });
  const days = ['2026-05-04', '2026-05-03', '2026-05-02', '2026-05-01'].map((day) =>
    card(day, `${day}T10:00:00`),
  );

  it('share a row, as many as fit, each below its own date', () => {
    const rows = buildRows([block('2026-05', days)], options); // each 300 pixels wide

    expect(rows.map(({ kind }) => kind)).toEqual(['days', 'photographs', 'day', 'photographs']);
    expect(rows[0]).toMatchObject({ days: [{ left: 0 }, { left: 328 }, { left: 656 }] });
    expect(rows[1]).toMatchObject({ lefts: [0, 328, 656], widths: [300, 300, 300] });
  });

  it('share one across months too', () => {
    const april = [card('a', '2026-04-30T10:00:00')];

    const rows = buildRows([block('2026-05', days.slice(0, 1)), block('2026-04', april)], options);

    expect(rows[0]).toMatchObject({ kind: 'days', days: [{ month: '2026-05' }, { month: '2026-04' }] });
  });

  it('leave a day of many photographs its own rows', () => {
    const many = Array.from({ length: 9 }, (_, index) => card(`m${index}`, '2026-04-30T10:00:00'));

    const rows = buildRows([block('2026-05', days.slice(0, 1)), block('2026-04', many)], options);

    expect(rows.map(({ kind }) => kind).slice(0, 3)).toEqual(['day', 'photographs', 'day']);
  });
});

describe('the edge of the timeline', () => {
  it('has each month and each year once, where days of several years share a row', async () => {
    const cards = ['2026-06-21', '2025-12-01', '2025-06-01', '2019-01-01'].map((day) =>
      card(day, `${day}T10:00:00`),
    );
    const list = new PhotographList(fakeClient(cards), {});
    await list.refresh();
    for (const { key } of list.listing.blocks) await list.load(key);
    const rows = buildRows(list.listing.blocks, options);
    const offsets = offsetsOf(rows);

    const marks = toMarks(rows, offsets);

    expect(rows[0]?.kind).toBe('days');
    expect(marks.map(({ month }) => month)).toEqual(['2026-06', '2025-12', '2025-06', '2019-01']);
    const years = toYears(marks, offsets.at(-1) ?? 0).map(({ year }) => year);
    expect(years).toEqual([...new Set(years)]);
  });
});
