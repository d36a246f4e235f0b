// The rows of the timeline: headings of days, rows of photographs, and rows that keep the place of what is not loaded.

import type { ImageCard } from '@image-workflow/record/api/images';
import { layOutRows, type RowOptions, tileWidths } from './justified-rows.ts';
import type { Block } from './photograph-list.ts';
import { takenAt } from './taken-at.ts';

export type TimelineRow =
  | { kind: 'day'; key: string; height: number; day: string; month: string; count: number }
  /** Days of few photographs stand side by side. */
  | {
      kind: 'days';
      key: string;
      height: number;
      /** The newest of them. */
      month: string;
      /** `left` and `width` are pixels. */
      days: readonly { day: string; month: string; count: number; left: number; width: number }[];
    }
  | { kind: 'month'; key: string; height: number; month: string; count: number }
  | {
      kind: 'photographs';
      key: string;
      height: number;
      month: string;
      cards: readonly ImageCard[];
      /** Pixels. */
      widths: readonly number[];
      /** Pixels from the left edge. */
      lefts: readonly number[];
      tileHeight: number;
    }
  | { kind: 'waiting'; key: string; height: number; block: string; month: string; tiles: number };

const HEADING = 52; // pixels
const DAY_GAP = 28; // between days that share a row
const NARROWEST_DAY = 132; // pixels: room for its date
const USUAL_RATIO = 1.4;

/** A month of so few photographs shares rows with its neighbours of few; of all others the rows are their own affair. */
const FEW = 12;

interface BuiltBlock {
  options: RowOptions;
  rows: TimelineRow[];
  /** The same, small days side by side. */
  joined: TimelineRow[];
}

const cache = new WeakMap<Block, BuiltBlock>();

/** Blocks that have not changed cost nothing, and what is loaded of one moves nothing in another. */
export function buildRows(blocks: readonly Block[], options: RowOptions): TimelineRow[] {
  const stretches: TimelineRow[][] = [];
  let few: TimelineRow[] = [];
  const flush = () => {
    if (few.length > 0) stretches.push(joinSmallDays(few, options));
    few = [];
  };
  for (const block of blocks) {
    const { rows, joined } = buildOnce(block, options);
    if (block.isComplete && block.count <= FEW) {
      few = few.concat(rows);
    } else {
      flush();
      stretches.push(joined);
    }
  }
  flush();
  return stretches.flat();
}

function buildOnce(block: Block, options: RowOptions): BuiltBlock {
  const kept = cache.get(block);
  if (kept && isSame(kept.options, options)) return kept;
  const rows = buildBlock(block, options);
  const built = { options, rows, joined: joinSmallDays(rows, options) };
  cache.set(block, built);
  return built;
}

type DayRow = Extract<TimelineRow, { kind: 'day' }>;
type PhotographsRow = Extract<TimelineRow, { kind: 'photographs' }>;

/** Days that do not fill a row share one, as many as fit, so that a few photographs of many days are seen together. */
function joinSmallDays(rows: readonly TimelineRow[], options: RowOptions): TimelineRow[] {
  const joined: TimelineRow[] = [];
  let waiting: { heading: DayRow; row: PhotographsRow; width: number }[] = [];
  const widthOf = (days: typeof waiting) =>
    days.reduce((sum, { width }) => sum + width, 0) + DAY_GAP * (days.length - 1);
  const flush = () => {
    const [first] = waiting;
    if (first && waiting.length === 1) joined.push(first.heading, first.row);
    else if (first) joined.push(...toSharedRow(waiting));
    waiting = [];
  };
  for (let index = 0; index < rows.length; index++) {
    const heading = rows[index] as TimelineRow;
    const row = rows[index + 1];
    const isAlone = row?.kind === 'photographs' && rows[index + 2]?.kind !== 'photographs';
    if (heading.kind !== 'day' || !isAlone || row.tileHeight !== options.targetHeight) {
      flush();
      joined.push(heading);
      continue;
    }
    const width = Math.max(NARROWEST_DAY, (row.lefts.at(-1) ?? 0) + (row.widths.at(-1) ?? 0));
    const day = { heading, row, width };
    if (widthOf([...waiting, day]) > options.width) flush();
    waiting.push(day);
    index++; // its photographs go with it
  }
  flush();
  return joined;
}

function toSharedRow(
  shared: readonly { heading: DayRow; row: PhotographsRow; width: number }[],
): [TimelineRow, TimelineRow] {
  const [first] = shared as [(typeof shared)[number]];
  const lefts: number[] = [];
  const days: { day: string; month: string; count: number; left: number; width: number }[] = [];
  let left = 0;
  for (const { heading, row, width } of shared) {
    days.push({ day: heading.day, month: heading.month, count: heading.count, left, width });
    for (const tile of row.lefts) lefts.push(left + tile);
    left += width + DAY_GAP;
  }
  return [
    { kind: 'days', key: first.heading.key, height: first.heading.height, month: first.heading.month, days },
    {
      ...first.row,
      cards: shared.flatMap(({ row }) => row.cards),
      widths: shared.flatMap(({ row }) => row.widths),
      lefts,
    },
  ];
}

const isSame = (a: RowOptions, b: RowOptions) =>
  a.width === b.width && a.targetHeight === b.targetHeight && a.gap === b.gap;

function buildBlock(block: Block, options: RowOptions): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const isMonth = block.key !== 'all';
  let placed = 0;
  for (const { day, cards, isLast } of groupByDay(block.cards)) {
    const month = day.slice(0, 7);
    const laidOut = layOutRows(cards, options);
    // The last row of what is loaded would be another one as soon as more is: it waits with the rest.
    if (isLast && !block.isComplete) laidOut.pop();
    if (laidOut.length === 0) continue;
    placed += laidOut.at(-1)?.end ?? 0;
    // The first heading of a month is the same one before and after it is loaded: what is looked at can hold on to it.
    const key = rows.length === 0 ? `m${block.key}` : `d${block.key}${day}`;
    rows.push({ kind: 'day', key, height: HEADING, day, month, count: cards.length });
    for (const row of laidOut) {
      const members = cards.slice(row.start, row.end);
      const tileHeight = Math.round(row.height);
      const widths = tileWidths(cards, row, options);
      rows.push({
        kind: 'photographs',
        key: members[0]?.imageId ?? '',
        height: tileHeight + options.gap,
        month,
        cards: members,
        widths,
        lefts: toLefts(widths, options.gap),
        tileHeight,
      });
    }
  }
  if (rows.length === 0 && isMonth) {
    rows.push({ kind: 'month', key: `m${block.key}`, height: HEADING, month: block.key, count: block.count });
  }
  const missing = block.isComplete ? 0 : isMonth ? Math.max(1, block.count - placed) : 12;
  const perRow = Math.max(1, Math.round(options.width / (options.targetHeight * USUAL_RATIO)));
  for (let left = missing, index = 0; left > 0; left -= perRow, index++) {
    rows.push({
      kind: 'waiting',
      key: `w${block.key} ${block.cards.length} ${index}`, // others take their place, so that none seems to jump
      height: options.targetHeight + options.gap,
      block: block.key,
      month: block.key,
      tiles: Math.min(perRow, left),
    });
  }
  return rows;
}

function toLefts(widths: readonly number[], gap: number): number[] {
  let left = 0;
  return widths.map((width) => {
    const own = left;
    left += width + gap;
    return own;
  });
}

function groupByDay(
  cards: readonly ImageCard[],
): { day: string; cards: readonly ImageCard[]; isLast: boolean }[] {
  const days: { day: string; cards: ImageCard[] }[] = [];
  for (const card of cards) {
    const day = takenAt(card).slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) last.cards.push(card);
    else days.push({ day, cards: [card] });
  }
  return days.map((day, index) => ({ ...day, isLast: index === days.length - 1 }));
}
