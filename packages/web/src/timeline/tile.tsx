// One photograph in the timeline: its picture, or what keeps its place, and how it is doing.

import type { ImageCard, Picture } from '@image-workflow/record/api/images';
import { type MouseEvent, memo, useCallback } from 'react';
import { routes, withSearch } from '../app/routes.ts';
import { Icon } from '../design/icon.tsx';
import { type Format, useFormat } from '../i18n/format.ts';
import { type Messages, useMessages } from '../i18n/messages.tsx';
import { useIsSelected } from './selection.ts';
import { takenAt } from './taken-at.ts';
import { paintThumbHash } from './thumb-hash.ts';

export interface TileActions {
  open(imageId: string): void;
  select(imageId: string, event: { shiftKey: boolean }): void;
  isSelecting(): boolean;
}

export interface TileProps {
  card: ImageCard;
  /** Pixels from the left edge of the row. */
  left: number;
  width: number;
  height: number;
  /** The one that Tab reaches. */
  isCurrent: boolean;
  search: string;
  actions: TileActions;
}

export const Tile = memo(function Tile({ card, left, width, height, isCurrent, search, actions }: TileProps) {
  const t = useMessages();
  const format = useFormat();
  const isSelected = useIsSelected(card.imageId);
  const picture = pickThumbnail(card.thumbnails, Math.max(width, height));
  const isBroken = card.status === 'FAILED' || card.status === 'UNSUPPORTED';
  const hash = isBroken ? undefined : card.thumbHash;
  const paint = useCallback(
    (link: HTMLElement | null) => (link && hash ? paintThumbHash(link, hash) : undefined),
    [hash],
  );

  const press = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.button !== 0) return; // the browser's own: another tab
    event.preventDefault();
    if (event.shiftKey || actions.isSelecting()) actions.select(card.imageId, event);
    else actions.open(card.imageId);
  };
  return (
    <div
      role="gridcell"
      aria-selected={isSelected}
      className={`tile ${isSelected ? 'is-selected' : ''} ${card.flagged ? 'is-flagged' : ''}`}
      style={{ left, width, height }}
    >
      <a
        href={withSearch(routes.photograph(card.imageId), search)}
        data-image-id={card.imageId}
        tabIndex={isCurrent ? 0 : -1}
        draggable={false}
        onClick={press}
        ref={paint}
      >
        {picture && !isBroken && (
          <img
            key={picture.url}
            src={picture.url}
            alt=""
            width={picture.width}
            height={picture.height}
            decoding="async"
            draggable={false}
          />
        )}
        <TileState card={card} />
        <span className="visually-hidden">{describeTile(card, t, format)}</span>
      </a>
      <button
        type="button"
        tabIndex={-1}
        className="tile-select"
        aria-label={t.timeline.select(card.name)}
        aria-pressed={isSelected}
        onClick={(event) => actions.select(card.imageId, event)}
      />
    </div>
  );
});

function TileState({ card }: { card: ImageCard }) {
  const t = useMessages();
  switch (card.status) {
    case 'PROCESSING':
      return (
        <span className="tile-state">
          <Icon name="running" size={16} className="spinner" />
          {card.thumbnails.length === 0 && <span>{fileName(card.name)}</span>}
        </span>
      );
    case 'FAILED':
    case 'UNSUPPORTED':
      return (
        <span className={`tile-broken ${card.status === 'FAILED' ? 'is-bad' : ''}`}>
          <Icon name={card.status === 'FAILED' ? 'error' : 'warning'} />
          <b>{fileName(card.name)}</b>
          <span>{card.reason ? withoutPlace(card.reason) : t.statuses[card.status]}</span>
        </span>
      );
    case 'PARTIAL':
      return (
        <span className="tile-mark" title={card.reason}>
          <Icon name="warning" size={16} />
        </span>
      );
    default:
      return card.flagged ? (
        <span className="tile-mark">
          <Icon name="hidden" size={16} />
        </span>
      ) : null;
  }
}

/** The smallest that is sharp on this screen. */
export function pickThumbnail(thumbnails: readonly Picture[], edge: number): Picture | undefined {
  const pixels = edge * Math.min(2, globalThis.devicePixelRatio ?? 1) * 0.85;
  return thumbnails.find(({ width, height }) => Math.max(width, height) >= pixels) ?? thumbnails.at(-1);
}

/** What was found, without the address of the file: the tile is the file. */
export function withoutPlace(reason: string): string {
  return reason.replace(/ in s3:\/\/.*$/s, '');
}

export function fileName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Whether the tile shows its file's name by itself. */
function isNamed({ status, thumbnails }: ImageCard): boolean {
  return (
    status === 'FAILED' || status === 'UNSUPPORTED' || (status === 'PROCESSING' && thumbnails.length === 0)
  );
}

/** What the picture says to whoever does not see it. What is written on the tile is read before. */
function describeTile(card: ImageCard, t: Messages, format: Format): string {
  const what = [...card.people.map(({ name }) => name), ...card.labels];
  return [
    what.length > 0 && !card.flagged
      ? format.list(what.slice(0, 4))
      : isNamed(card)
        ? ''
        : fileName(card.name),
    card.capturedAt ? format.wallTime(card.capturedAt) : format.instant(takenAt(card)),
    card.place,
    card.status === 'SUCCEEDED' ? undefined : t.statuses[card.status],
    card.flagged ? t.flagged : undefined,
    card.status === 'PARTIAL' ? card.reason : undefined,
  ]
    .filter(Boolean)
    .join(', ');
}
