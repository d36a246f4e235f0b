// The picture and everything that lies on it. Boxes are inside what is zoomed, so they cannot drift.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { type CSSProperties, type RefObject, useRef, useState } from 'react';
import { Icon } from '../design/icon.tsx';
import { Button, IconButton } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { toThumbHashUrl } from '../timeline/thumb-hash.ts';
import { withoutPlace } from '../timeline/tile.tsx';
import type { Finding } from './findings.ts';
import { type Size, useZoom } from './zoom.ts';

/** Of more boxes than these only those are named that have room for it: names would cover what they are the names of. */
const MOST_NAMED = 12;

/** What every browser draws by itself. Of everything else the preview is as close as one gets. */
const DRAWN_BY_BROWSERS = new Set(['jpeg', 'png', 'webp', 'avif', 'gif']);

export type Zoom = ReturnType<typeof useZoom>;

export function Stage({
  image,
  findings,
  lit,
  onLight,
  onPick,
  areBoxesShown,
  isTextShown,
  isHidden,
  onReveal,
  zoomRef,
}: {
  image: ImageDetail;
  findings: readonly Finding[];
  /** Ids of findings that are pointed at. */
  lit: ReadonlySet<string>;
  onLight(id: string | undefined): void;
  onPick(finding: Finding): void;
  areBoxesShown: boolean;
  isTextShown: boolean;
  isHidden: boolean;
  onReveal(): void;
  zoomRef: RefObject<Zoom | null>;
}) {
  const t = useMessages();
  const stage = useRef<HTMLDivElement>(null);
  const size = sizeOf(image);
  const zoom = useZoom(stage, size);
  zoomRef.current = zoom;
  const { view } = zoom;
  const source = useSource(image, size, view?.scale ?? 0);
  const hash =
    image.analysis?.thumbnails.status === 'SUCCEEDED'
      ? toThumbHashUrl(image.analysis.thumbnails.thumbHash)
      : undefined;
  const why = image.reason ?? image.error?.message;
  const px = view ? 1 / view.scale : 1; // pixels of the picture for one of the screen

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done by buttons and keys
    <div
      className={`stage ${zoom.isFitted ? '' : 'is-zoomed'}`}
      ref={stage}
      onPointerDown={zoom.onPointerDown}
      onPointerMove={zoom.onPointerMove}
      onPointerUp={zoom.onPointerUp}
      onPointerCancel={zoom.onPointerCancel}
      onDoubleClick={zoom.onDoubleClick}
    >
      {view && (
        <div
          className={`stage-content ${isHidden ? 'is-hidden' : ''}`}
          style={{
            width: size.width,
            height: size.height,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            ...(hash && { backgroundImage: `url("${hash}")` }),
          }}
        >
          {source && (
            <img
              key={image.imageId}
              src={source}
              alt={isHidden ? t.flagged : describeAll(findings, image.name)}
              width={size.width}
              height={size.height}
              draggable={false}
            />
          )}
          {!isHidden && (
            <svg
              className="stage-layers"
              viewBox={`0 0 ${size.width} ${size.height}`}
              width={size.width}
              height={size.height}
              role="group"
              aria-label={t.photograph.boxes}
              style={{ '--px': `${px}px` } as CSSProperties}
            >
              {areBoxesShown && (
                <Boxes findings={findings} lit={lit} size={size} px={px} onLight={onLight} onPick={onPick} />
              )}
              {isTextShown && <Words findings={findings} lit={lit} size={size} onLight={onLight} />}
            </svg>
          )}
        </div>
      )}
      {!source && image.status !== 'PROCESSING' && (
        <div className="stage-none">
          <Icon name="photos" size={44} />
          <p>{t.photograph.noPicture}</p>
          {why && <p>{withoutPlace(why)}</p>}
        </div>
      )}
      {isHidden && (
        <div className="stage-veil">
          <p>{t.photograph.flagged}</p>
          <Button icon="eye" onPress={onReveal}>
            {t.photograph.reveal}
          </Button>
        </div>
      )}
      {source && (
        <div className="stage-tools" role="toolbar" aria-label={t.photograph.zoom}>
          <IconButton icon="minus" label={t.photograph.farther} shortcut="−" onPress={zoom.farther} />
          <output>
            {view ? `${Math.round(view.scale * (size.width / originalWidth(image, size)) * 100)} %` : ''}
          </output>
          <IconButton icon="plus" label={t.photograph.closer} shortcut="+" onPress={zoom.closer} />
          <IconButton icon="fit" label={t.photograph.fit} shortcut="0" onPress={zoom.fit} />
        </div>
      )}
    </div>
  );
}

function Boxes({
  findings,
  lit,
  size,
  px,
  onLight,
  onPick,
}: {
  findings: readonly Finding[];
  lit: ReadonlySet<string>;
  size: Size;
  px: number;
  onLight(id: string | undefined): void;
  onPick(finding: Finding): void;
}) {
  const t = useMessages();
  const boxed = findings.flatMap((finding) =>
    finding.layer === 'text' && !finding.isLine
      ? []
      : finding.boxes.map((box, index) => ({ finding, box, index })),
  );
  const isCrowded = boxed.length > MOST_NAMED;
  // The smaller ones above, so that each can be pointed at.
  boxed.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
  return boxed.map(({ finding, box, index }) => {
    const isLit = lit.has(finding.id);
    const title = finding.layer === 'faces' ? finding.title || t.photograph.unnamed : finding.title;
    const letter = 12.5 * px;
    const x = box.left * size.width;
    const y = box.top * size.height;
    const width = box.width * size.width;
    const labelWidth = Math.min((title.length * 0.6 + 1.2) * letter, Math.max(width, 90 * px));
    const isNamed = isLit || (finding.layer !== 'text' && (!isCrowded || labelWidth <= width));
    const labelTop = y > letter * 1.7 ? y - letter * 1.6 : y;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: its entry in the panel is the one for keyboards
      <g
        key={`${finding.id}-${index}`}
        className={`box box-${finding.layer} ${isLit ? 'is-lit' : ''} ${lit.size > 0 && !isLit ? 'is-dim' : ''}`}
        data-finding={finding.id}
        onPointerEnter={() => onLight(finding.id)}
        onPointerLeave={() => onLight(undefined)}
        onClick={() => onPick(finding)}
      >
        <rect x={x} y={y} width={width} height={box.height * size.height} rx={3 * px} className="box-back" />
        <rect x={x} y={y} width={width} height={box.height * size.height} rx={3 * px} className="box-line" />
        {isNamed && (
          <g className="box-label">
            <rect x={x} y={labelTop} width={labelWidth} height={letter * 1.6} rx={3 * px} />
            <text x={x + letter * 0.5} y={labelTop + letter * 1.16} fontSize={letter}>
              {shorten(title, labelWidth / letter)}
            </text>
          </g>
        )}
      </g>
    );
  });
}

/** Letters that can be selected lie where the letters of the picture are, each line drawn to its box's width. */
function Words({
  findings,
  lit,
  size,
  onLight,
}: {
  findings: readonly Finding[];
  lit: ReadonlySet<string>;
  size: Size;
  onLight(id: string | undefined): void;
}) {
  const lines = findings.filter(({ layer, isLine }) => layer === 'text' && isLine);
  return lines.map((line) => {
    const [box] = line.boxes;
    if (!box) return null;
    const height = box.height * size.height;
    return (
      <text
        key={line.id}
        data-selectable
        data-finding={line.id}
        className={`words ${lit.has(line.id) ? 'is-lit' : ''}`}
        x={box.left * size.width}
        y={box.top * size.height + height * 0.8}
        fontSize={height * 0.86}
        textLength={Math.max(1, box.width * size.width)}
        lengthAdjust="spacingAndGlyphs"
        onPointerEnter={() => onLight(line.id)}
        onPointerLeave={() => onLight(undefined)}
      >
        {line.title}
      </text>
    );
  });
}

/** The preview first; the original's own pixels once they can be told apart. */
function useSource(image: ImageDetail, size: Size, scale: number): string | undefined {
  const { urls, metadata, preview } = image;
  const [original, setOriginal] = useState<string>();
  const [asked, setAsked] = useState<string>();
  const ratio = (globalThis.devicePixelRatio ?? 1) * scale;
  const isLarger = metadata && preview && metadata.width > preview.width * 1.05;
  const isDrawn = metadata && DRAWN_BY_BROWSERS.has(metadata.format);
  if (isDrawn && isLarger && ratio > 1.1 && asked !== urls.original) {
    setAsked(urls.original);
    const larger = new Image();
    larger.src = urls.original;
    larger.decode().then(
      () => setOriginal(urls.original),
      () => {}, // the preview stays
    );
  }
  if (original === urls.original) return original;
  if (preview && urls.preview) {
    const edge = Math.max(size.width, size.height) * ratio;
    const thumbnail = urls.thumbnails.find(({ width, height }) => Math.max(width, height) >= edge);
    return thumbnail && ratio < 0.4 ? thumbnail.url : urls.preview.url;
  }
  return urls.preview?.url ?? urls.thumbnails.at(-1)?.url ?? (isDrawn ? urls.original : undefined);
}

export function sizeOf({ preview, metadata, urls }: ImageDetail): Size {
  return preview ?? metadata ?? urls.thumbnails.at(-1) ?? { width: 1200, height: 800 };
}

function originalWidth({ metadata }: ImageDetail, size: Size): number {
  return metadata?.width ?? size.width;
}

function describeAll(findings: readonly Finding[], name: string): string {
  const titles = findings.filter(({ layer }) => layer !== 'text').map(({ title }) => title);
  return [...new Set(titles.filter(Boolean))].slice(0, 6).join(', ') || name;
}

function shorten(text: string, letters: number): string {
  const most = Math.max(3, Math.floor(letters / 0.6) - 1);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
