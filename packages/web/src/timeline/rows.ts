// The rows of the timeline: headings of days, rows of photographs, and rows that keep the place of what is not loaded.

import type { ImageCard } from '@image-workflow/record/api/images';
import { layOutRows, type RowOptions, tileWidths } from './justified-rows.ts';
import type { Block } from './photograph-list.ts';

export type TimelineRow =
  | { kind: 'day'; key: string; height: number; day: string; month: string; count: number }
  | { kind: 'month'; key: string; height: number; month: string; count: number }
  | {
      kind: 'photographs';
      key: string;
      height: number;
      month: string;
      cards: readonly ImageCard[];
      /** Pixels. */
      widths: readonly number[];
      tileHeight: number;
    }
  | { kind: 'waiting'; key: string; height: number; block: string; month: string; tiles: number };

const HEADING = 52; // pixels
const USUAL_RATIO = 1.4;

/** By the camera's clock; where nobody knows, by the upload. */
export function takenAt(card: Pick<ImageCard, 'capturedAt' | 'uploadedAt'>): string {
  return card.capturedAt ?? card.uploadedAt;
}

const cache = new WeakMap<Block, { options: RowOptions; rows: TimelineRow[] }>();

/** Blocks that have not changed cost nothing. */
export function buildRows(blocks: readonly Block[], options: RowOptions): TimelineRow[] {
  return blocks.flatMap((block) => {
    const kept = cache.get(block);
    if (kept && isSame(kept.options, options)) return kept.rows;
    const rows = buildBlock(block, options);
    cache.set(block, { options, rows });
    return rows;
  });
}

const isSame = (a: RowOptions, b: RowOptions) =>
  a.width === b.width && a.targetHeight === b.targetHeight && a.gap === b.gap;

function buildBlock(block: Block, options: RowOptions): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const isMonth = block.key !== 'all';
  if (block.cards.length === 0 && isMonth) {
    rows.push({ kind: 'month', key: `m${block.key}`, height: HEADING, month: block.key, count: block.count });
  }
  for (const { day, cards } of groupByDay(block.cards)) {
    const month = day.slice(0, 7);
    rows.push({ kind: 'day', key: `d${block.key}${day}`, height: HEADING, day, month, count: cards.length });
    for (const row of layOutRows(cards, options)) {
      const members = cards.slice(row.start, row.end);
      const tileHeight = Math.round(row.height);
      rows.push({
        kind: 'photographs',
        key: members[0]?.imageId ?? '',
        height: tileHeight + options.gap,
        month,
        cards: members,
        widths: tileWidths(cards, row, options),
        tileHeight,
      });
    }
  }
  const missing = isMonth ? Math.max(0, block.count - block.cards.length) : block.isComplete ? 0 : 12;
  const perRow = Math.max(1, Math.round(options.width / (options.targetHeight * USUAL_RATIO)));
  for (let left = missing, index = 0; left > 0; left -= perRow, index++) {
    rows.push({
      kind: 'waiting',
      key: `w${block.key}${index}`,
      height: options.targetHeight + options.gap,
      block: block.key,
      month: block.key,
      tiles: Math.min(perRow, left),
    });
  }
  return rows;
}

function groupByDay(cards: readonly ImageCard[]): { day: string; cards: ImageCard[] }[] {
  const days: { day: string; cards: ImageCard[] }[] = [];
  for (const card of cards) {
    const day = takenAt(card).slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) last.cards.push(card);
    else days.push({ day, cards: [card] });
  }
  return days;
}
