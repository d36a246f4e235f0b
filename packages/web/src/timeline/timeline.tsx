// The photographs by the day they were taken, from the newest down.

import type { ImageCard } from '@image-workflow/record/api/images';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useSearch } from 'wouter';
import { changes } from '../app/changes.ts';
import { client } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { useKeys } from '../app/keys.ts';
import { useGo } from '../app/routes.ts';
import { Button, StateView } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { parseSearch, toSearch } from '../search/query.ts';
import { FirstSteps } from '../upload/first-steps.tsx';
import type { Block } from './photograph-list.ts';
import { refreshLists, toCard, updateLists, useListing, usePhotographList } from './photographs.tsx';
import { type Place, placeOf, positionOf, readPlace, rememberPlace } from './place.ts';
import { buildRows, type TimelineRow } from './rows.ts';
import { Scrubber } from './scrubber.tsx';
import { selection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { Tile, type TileActions } from './tile.tsx';

const GAP = 4;
const WATCH_MS = 1_500;
const WATCHED_AT_ONCE = 8;

/** @param coveredBy - The photograph that is looked at above it. */
export function Timeline({ coveredBy }: { coveredBy: string | undefined }) {
  const t = useMessages();
  const list = usePhotographList();
  const listing = useListing();
  const search = useSearch();
  const isSearching = parseSearch(search).length > 0;

  if (listing.blocks.length === 0 && listing.error) {
    return (
      <StateView
        icon="warning"
        title={t.errors.title}
        actions={<Button onPress={() => void list.refresh()}>{t.again}</Button>}
      >
        {describeError(listing.error, t)}
      </StateView>
    );
  }
  if (listing.isEmpty) {
    return isSearching ? (
      <StateView icon="search" title={t.search.nothing}>
        {t.search.nothingHint}
      </StateView>
    ) : (
      <FirstSteps />
    );
  }
  return <Grid key={toSearch(parseSearch(search))} coveredBy={coveredBy} />;
}

function Grid({ coveredBy }: { coveredBy: string | undefined }) {
  const t = useMessages();
  const { blocks, ...listing } = useListing();
  const error = listing.error ?? blocks.find((block) => block.error !== undefined)?.error;
  const isCovered = coveredBy !== undefined;
  const search = useSearch();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const targetHeight = width < 600 ? 130 : width > 1_800 ? 260 : 210;
  const rows = useMemo(
    () => (width > 0 ? buildRows(blocks, { width, targetHeight, gap: GAP }) : []),
    [blocks, width, targetHeight],
  );
  const offsets = useMemo(() => toOffsets(rows), [rows]);

  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]); // another one measures anew
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]?.height ?? 0,
    getItemKey: keyOf,
    overscan: 3,
    initialOffset: 0,
    useFlushSync: false,
  });
  const place = useKeptPlace(search, scroller, rows, offsets);
  const items = virtualizer.getVirtualItems();
  useLoading(rows, blocks, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  useWatching();

  const order = useMemo(() => blocks.flatMap(({ cards }) => cards.map(({ imageId }) => imageId)), [blocks]);
  const { current, onKeyDown, setCurrent, moveTo } = useMoving(rows, order, (index) =>
    virtualizer.scrollToIndex(index, { align: 'auto' }),
  );
  useWayBack(coveredBy, moveTo);
  const cardsFrom = (first: number) =>
    items.flatMap(({ index }) => {
      const row = rows[index];
      return index >= first && row?.kind === 'photographs' ? row.cards : [];
    });
  const mounted = cardsFrom(0);
  const isMounted = mounted.some(({ imageId }) => imageId === current);
  // Whoever scrolls away still gets in by Tab, and where they are.
  const tabStop = isMounted ? current : cardsFrom(virtualizer.range?.startIndex ?? 0)[0]?.imageId;
  const actions = useTileActions(order, setCurrent);
  const enter = () => {
    const isNowhere = document.activeElement?.matches('body, main');
    if (!isNowhere || !tabStop) return false;
    return moveTo(tabStop);
  };
  /** Of what has the focus, where nothing is selected. */
  const withFocused = (act: (card: ImageCard) => void) => () => {
    const focused = focusedTile();
    const card = mounted.find(({ imageId }) => imageId === focused);
    if (!card || selection.ids.size > 0) return false;
    return act(card);
  };
  useKeys(
    {
      Escape: () => selection.clear(),
      X: () => {
        const focused = focusedTile() ?? current;
        if (focused) selection.toggle(focused);
      },
      'Ctrl+A': () => selection.add(order),
      ArrowDown: enter,
      ArrowUp: enter,
      ArrowRight: enter,
      ArrowLeft: enter,
      R: withFocused(({ imageId }) => void changes.reprocess([imageId], t)),
      Delete: withFocused((card) => {
        const index = order.indexOf(card.imageId);
        const next = order[index + 1] ?? order[index - 1];
        if (next) moveTo(next);
        void changes.remove([card], t);
      }),
    },
    !isCovered,
  );

  return (
    <div className="timeline" inert={isCovered}>
      <div className="timeline-scroll" ref={scroller} onScroll={place.onScroll}>
        <h1 className="visually-hidden">{t.timeline.title}</h1>
        {error !== undefined && (
          <p className="notice tone-caution" role="status">
            {describeError(error, t)}
          </p>
        )}
        <div
          role="grid"
          tabIndex={-1}
          aria-label={t.timeline.title}
          aria-multiselectable
          aria-rowcount={rows.length}
          className="timeline-rows"
          style={{ height: offsets.at(-1) ?? 0 }}
          onKeyDown={onKeyDown}
        >
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row && (
                <RowView
                  key={key}
                  row={row}
                  index={index}
                  top={start}
                  current={tabStop}
                  search={search}
                  actions={actions}
                />
              )
            );
          })}
        </div>
      </div>
      <Scrubber rows={rows} offsets={offsets} scroller={scroller} />
      <SelectionBar />
    </div>
  );
}

function RowView({
  row,
  index,
  top,
  current,
  search,
  actions,
}: {
  row: TimelineRow;
  index: number;
  /** Pixels. */
  top: number;
  current: string | undefined;
  search: string;
  actions: TileActions;
}) {
  const format = useFormat();
  const t = useMessages();
  const at = { role: 'row', 'aria-rowindex': index + 1, style: { height: row.height, top } } as const;
  switch (row.kind) {
    case 'day':
    case 'month':
      return (
        <div {...at} className="timeline-heading">
          <div role="gridcell">
            <h2>
              {row.kind === 'day' ? format.day(row.day) : format.month(row.month)}
              <span>{t.timeline.count(row.count, format.number(row.count))}</span>
            </h2>
          </div>
        </div>
      );
    case 'days':
      return (
        <div {...at} className="timeline-heading">
          {row.days.map(({ day, left, width }) => (
            <div key={day} role="gridcell" style={{ left, width }}>
              <h2>{format.shortDay(day)}</h2>
            </div>
          ))}
        </div>
      );
    case 'waiting':
      return (
        <div {...at} className="timeline-row" aria-busy>
          <span role="gridcell" className="visually-hidden">
            {t.loading}
          </span>
          {Array.from({ length: row.tiles }, (_, tile) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
            <i key={tile} className="tile-waiting" style={{ height: row.height - GAP }} />
          ))}
        </div>
      );
    default:
      return (
        <div {...at} className="timeline-row">
          {row.cards.map((card, tile) => (
            <Tile
              key={card.imageId}
              card={card}
              left={row.lefts[tile] ?? 0}
              width={row.widths[tile] ?? 0}
              height={row.tileHeight}
              isCurrent={card.imageId === current}
              search={search}
              actions={actions}
            />
          ))}
        </div>
      );
  }
}

/** @returns Where each row begins, and behind the last the height of all. */
function toOffsets(rows: readonly TimelineRow[]): number[] {
  const offsets = [0];
  let top = 0;
  for (const { height } of rows) {
    top += height;
    offsets.push(top);
  }
  return offsets;
}

function useWidth(scroller: { current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const style = getComputedStyle(element);
      setWidth(
        Math.floor(
          element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight),
        ),
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return width;
}

/** What is looked at stays where it is, whatever is loaded above it, and is found again after Back and after a reload. */
function useKeptPlace(
  search: string,
  scroller: { current: HTMLDivElement | null },
  rows: TimelineRow[],
  offsets: number[],
) {
  const place = useRef<Place | undefined>(readPlace(search));
  const isOurs = useRef(false);
  const latest = useRef({ rows, offsets });
  latest.current = { rows, offsets };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || rows.length === 0 || !place.current) return;
    const top = positionOf(place.current, rows, offsets);
    if (top === undefined || Math.abs(top - element.scrollTop) < 1) return;
    isOurs.current = true;
    element.scrollTop = top;
  }, [rows, offsets, scroller]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    if (isOurs.current) {
      isOurs.current = false; // not the reader's doing: the place stays as it was meant
      return;
    }
    const { rows, offsets } = latest.current;
    place.current = placeOf(element.scrollTop, rows, offsets, element.clientHeight);
    rememberPlace(search, place.current);
  }, [scroller, search]);
  return { onScroll };
}

/** Pixels above and below what is mounted, in which photographs are loaded before they come into view: a second of the wheel. */
const LOOK_AHEAD = 8_000;

/** Months that are loaded so at most, in each direction: where months have few photographs, many are near. */
const MOST_AHEAD = 3;

/** Loads what is in view and near it, and stops loading what no longer is; what could not be loaded, when the list looks anew. */
function useLoading(
  rows: readonly TimelineRow[],
  blocks: readonly Block[],
  first: number,
  last: number,
): void {
  const list = usePhotographList();
  const broken = new Set(blocks.flatMap(({ key, error }) => (error === undefined ? [] : [key])));
  const keys = waitingAround(rows, first, last)
    .map((some) => some.filter((key) => !broken.has(key)).join(' '))
    .join('|');
  useEffect(() => {
    const [next = [], near = []] = keys.split('|').map((some) => (some ? some.split(' ') : []));
    list.lookAt(new Set(next), new Set(near));
    const timer = setTimeout(() => {
      for (const key of [...next, ...near]) void list.load(key);
    }, 60); // whoever rushes past asks for nothing
    return () => clearTimeout(timer);
  }, [list, keys]);
}

/**
 * @returns Keys of blocks that are not loaded: those of which the next photographs would be seen, and others in view or
 *   near it, what comes below before what is above.
 */
function waitingAround(
  rows: readonly TimelineRow[],
  first: number,
  last: number,
): [next: string[], near: string[]] {
  const next = new Set<string>();
  const near = new Set<string>();
  const look = (index: number): number => {
    const row = rows[index];
    if (row?.kind === 'waiting') near.add(row.block);
    return row?.height ?? LOOK_AHEAD;
  };
  for (let index = first; index <= last; index++) {
    const row = rows[index];
    if (row?.kind === 'waiting' && rows[index - 1]?.kind !== 'waiting') next.add(row.block);
    look(index);
  }
  const below = near.size + MOST_AHEAD;
  for (let index = last + 1, ahead = 0; ahead < LOOK_AHEAD && near.size < below; index++)
    ahead += look(index);
  const above = near.size + MOST_AHEAD;
  for (let index = first - 1, ahead = 0; ahead < LOOK_AHEAD && near.size < above; index--)
    ahead += look(index);
  return [[...next], [...near].filter((key) => !next.has(key))];
}

/** Photographs that are at work are asked after until they have ended. */
function useWatching(): void {
  const { blocks } = useListing();
  const running = useMemo(
    () =>
      blocks
        .flatMap(({ cards }) => cards.filter(({ status }) => status === 'PROCESSING'))
        .slice(0, WATCHED_AT_ONCE)
        .map(({ imageId }) => imageId)
        .join(' '),
    [blocks],
  );
  useEffect(() => {
    if (!running) return;
    const controller = new AbortController();
    const timer = setInterval(async () => {
      if (document.visibilityState === 'hidden') return;
      const asked = running
        .split(' ')
        .map((imageId) => client.getImage(imageId, { signal: controller.signal }));
      const answers = await Promise.allSettled(asked);
      const ended = answers.flatMap((answer) =>
        answer.status === 'fulfilled' && answer.value.status !== 'PROCESSING' ? [toCard(answer.value)] : [],
      );
      if (ended.length === 0 || controller.signal.aborted) return;
      updateLists(ended);
      refreshLists();
    }, WATCH_MS);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [running]);
}

function useTileActions(order: readonly string[], setCurrent: (imageId: string) => void): TileActions {
  const go = useGo();
  const latest = useRef({ go, order, setCurrent });
  latest.current = { go, order, setCurrent };
  return useMemo(
    () => ({
      open(imageId) {
        latest.current.setCurrent(imageId);
        latest.current.go.open(imageId);
      },
      select(imageId, { shiftKey }) {
        latest.current.setCurrent(imageId);
        if (shiftKey) selection.extendTo(imageId, latest.current.order);
        else selection.toggle(imageId);
      },
      isSelecting: () => selection.ids.size > 0,
    }),
    [],
  );
}

/** Arrows move from tile to tile, with Shift they select on the way; the row above and below by what stands nearest. */
function useMoving(rows: readonly TimelineRow[], order: readonly string[], scrollTo: (row: number) => void) {
  const [current, setCurrent] = useState<string>();
  const wanted = useRef<string>(undefined);

  const focusWanted = () => {
    if (!wanted.current) return;
    const link = document.querySelector<HTMLElement>(`[data-image-id="${CSS.escape(wanted.current)}"]`);
    if (!link) return; // not yet
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  };
  useEffect(focusWanted);

  const moveTo = (imageId: string) => {
    const row = rows.findIndex(
      (one) => one.kind === 'photographs' && one.cards.some((card) => card.imageId === imageId),
    );
    if (row < 0) return;
    wanted.current = imageId;
    setCurrent(imageId);
    scrollTo(row);
    focusWanted();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>('[data-image-id]')?.dataset.imageId;
    if (!from) return;
    const to = neighbour(event.key, from, rows, order);
    if (to === undefined) return;
    event.preventDefault();
    if (event.shiftKey) {
      selection.anchorAt(from);
      selection.extendTo(to, order);
    }
    moveTo(to);
  };
  return { current, setCurrent, onKeyDown, moveTo };
}

function focusedTile(): string | undefined {
  return (document.activeElement as HTMLElement | null)?.dataset.imageId;
}

/** Whoever comes back from a photograph goes on at its tile. */
function useWayBack(coveredBy: string | undefined, moveTo: (imageId: string) => void): void {
  const before = useRef(coveredBy);
  useEffect(() => {
    if (before.current && !coveredBy) moveTo(before.current);
    before.current = coveredBy;
  });
}

function neighbour(
  key: string,
  from: string,
  rows: readonly TimelineRow[],
  order: readonly string[],
): string | undefined {
  const index = order.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return order[index + 1];
    case 'ArrowLeft':
      return order[index - 1];
    case 'Home':
      return order[0];
    case 'End':
      return order.at(-1);
    case 'ArrowDown':
    case 'ArrowUp': {
      const own = rows.findIndex(
        (row) => row.kind === 'photographs' && row.cards.some(({ imageId }) => imageId === from),
      );
      const step = key === 'ArrowDown' ? 1 : -1;
      let next = own + step;
      while (rows[next] && rows[next]?.kind !== 'photographs') next += step;
      return nearest(centreIn(rows[own], from), rows[next]);
    }
    default:
      return undefined;
  }
}

function centreIn(row: TimelineRow | undefined, imageId: string): number {
  if (row?.kind !== 'photographs') return 0;
  const index = row.cards.findIndex((card) => card.imageId === imageId);
  return (row.lefts[index] ?? 0) + (row.widths[index] ?? 0) / 2;
}

function nearest(x: number, row: TimelineRow | undefined): string | undefined {
  if (row?.kind !== 'photographs') return undefined;
  const distances = row.cards.map(({ imageId }) => ({ imageId, away: Math.abs(centreIn(row, imageId) - x) }));
  return distances.sort((a, b) => a.away - b.away)[0]?.imageId;
}
