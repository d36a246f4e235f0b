// One photograph, above the list it was opened from.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { changes } from '../app/changes.ts';
import { client, queries } from '../app/client.tsx';
import { describeError, isNotFound } from '../app/errors.ts';
import { useKeys } from '../app/keys.ts';
import { routes, useGo, withSearch } from '../app/routes.ts';
import { useSetting } from '../app/settings.ts';
import { Icon } from '../design/icon.tsx';
import { Badge, Button, IconButton, Loading, StateView } from '../design/parts.tsx';
import { showToast } from '../design/toasts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { parseSearch } from '../search/query.ts';
import { refreshLists, toCard, useListing } from '../timeline/photographs.tsx';
import { fileName } from '../timeline/tile.tsx';
import { useDownload } from './download.tsx';
import { type Finding, findingsOf, isHit, isSureEnough, LAYERS, type Layer } from './findings.ts';
import { Panel } from './panel.tsx';
import { Stage, type Zoom } from './stage.tsx';
import './photograph.css';

const WATCH_MS = 1_500;

export default function Photograph({ imageId }: { imageId: string }) {
  const t = useMessages();
  const go = useGo();
  const { data, error, refetch } = useQuery({
    queryKey: ['image', imageId],
    queryFn: ({ signal }) => client.getImage(imageId, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'PROCESSING' ? WATCH_MS : 10 * 60_000), // its URLs end
  });
  useKeys({ Escape: go.close });

  // Of a photograph that was deleted elsewhere nothing is there to be looked at; of one that cannot be asked after just now there is.
  if (error && (!data || isNotFound(error))) {
    return (
      <div className="photograph is-alone">
        <StateView
          icon={isNotFound(error) ? 'search' : 'warning'}
          title={isNotFound(error) ? t.photograph.notFound : t.errors.title}
          actions={
            <>
              <Button icon="back" onPress={go.close}>
                {t.photograph.close}
              </Button>
              <Button icon="again" onPress={() => void refetch()}>
                {t.again}
              </Button>
            </>
          }
        >
          {isNotFound(error) ? t.photograph.notFoundHint : describeError(error, t)}
        </StateView>
      </div>
    );
  }
  if (!data) {
    return (
      <div className="photograph is-alone">
        <Loading />
      </div>
    );
  }
  return <Shown key={imageId} image={data} />;
}

function Shown({ image }: { image: ImageDetail }) {
  const t = useMessages();
  const go = useGo();
  const search = useSearch();
  const download = useDownload();
  const [isPanelShown, showPanel] = useState(() => matchMedia('(min-width: 900px)').matches);
  const [boxes, setBoxes] = useSetting('boxes');
  const areBoxesShown = boxes !== 'off';
  const [isTextShown, showText] = useState(true);
  const [layers, setLayers] = useState<ReadonlySet<Layer>>(new Set(LAYERS));
  const [threshold, setThreshold] = useState(0);
  const [pointed, point] = useState<string>();
  const [picked, pick] = useState<string>();
  const [isRevealed, reveal] = useState(false);
  const zoom = useRef<Zoom>(null);
  const article = useRef<HTMLElement>(null);
  useEffect(() => article.current?.focus({ preventScroll: true }), []);
  const { previous, next } = useNeighbours(image.imageId);

  const all = useMemo(() => findingsOf(image.analysis), [image.analysis]);
  const findings = useMemo(
    () => all.filter((finding) => layers.has(finding.layer) && isSureEnough(finding, threshold)),
    [all, layers, threshold],
  );
  const hits = useMemo(() => {
    const wanted = parseSearch(search).filter(({ isExcluded }) => !isExcluded);
    return new Set(all.filter((finding) => isHit(finding, wanted)).map(({ id }) => id));
  }, [all, search]);
  const lit = pointed ? new Set([pointed]) : picked ? new Set([picked]) : hits;
  const moderation = image.analysis?.moderation;
  const isFlagged = moderation?.status === 'SUCCEEDED' && moderation.flagged;

  useEffect(() => {
    document.title = `${fileName(image.name)} · Image Workflow`;
  }, [image.name]);
  const remove = async () => {
    if (next) go.open(next, { replace: true });
    else if (previous) go.open(previous, { replace: true });
    else go.close();
    await changes.remove([toCard(image)], t);
  };
  const again = () =>
    void changes
      .reprocess([image.imageId], t)
      .then(() => queries.invalidateQueries({ queryKey: ['image', image.imageId] }));
  const copyText = () => {
    const lines = all.filter(({ layer, isLine }) => layer === 'text' && isLine).map(({ title }) => title);
    void copy(lines.length > 0 ? lines.join('\n') : image.name).then(() => showToast({ text: t.copied }));
  };
  useKeys({
    ArrowLeft: () => previous && go.open(previous, { replace: true }),
    ArrowRight: () => next && go.open(next, { replace: true }),
    I: () => showPanel(!isPanelShown),
    B: () => setBoxes(areBoxesShown ? 'off' : 'on'),
    T: () => showText(!isTextShown),
    P: () => {
      showPanel(true);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#faces button')?.focus());
    },
    E: () => go.to(withSearch(routes.execution(image.imageId), search)),
    R: again,
    C: copyText,
    Delete: () => void remove(),
    '+': () => zoom.current?.closer(),
    '=': () => zoom.current?.closer(),
    '-': () => zoom.current?.farther(),
    '0': () => zoom.current?.fit(),
    '1': () => zoom.current?.toPixels(),
  });

  const pickFinding = (finding: Finding) => {
    pick(finding.id === picked ? undefined : finding.id);
    showPanel(true);
    requestAnimationFrame(() =>
      document
        .getElementById(`entry-${finding.id}`)
        ?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
    );
  };
  return (
    <article
      ref={article}
      tabIndex={-1}
      className={`photograph ${isPanelShown ? 'has-panel' : ''}`}
      aria-label={fileName(image.name)}
    >
      <header className="photograph-bar">
        <IconButton icon="back" label={t.photograph.close} shortcut="Esc" onPress={go.close} />
        <h1>{fileName(image.name)}</h1>
        <Status image={image} />
        <span className="photograph-tools">
          <IconButton
            icon="boxes"
            label={t.photograph.boxes}
            shortcut="B"
            isOn={areBoxesShown}
            onPress={() => setBoxes(areBoxesShown ? 'off' : 'on')}
          />
          <IconButton
            icon="text"
            label={t.photograph.text}
            shortcut="T"
            isOn={isTextShown}
            onPress={() => showText(!isTextShown)}
          />
          <Link
            className="button button-icon button-quiet"
            href={withSearch(routes.execution(image.imageId), search)}
            aria-label={t.execution.title}
            title={t.execution.title}
          >
            <Icon name="flow" />
          </Link>
          <IconButton icon="again" label={t.actions.again} shortcut="R" onPress={again} />
          <IconButton
            icon="download"
            label={t.download.title}
            onPress={() => download.ask([{ imageId: image.imageId, name: image.name, detail: image }])}
          />
          <IconButton icon="trash" label={t.actions.remove} shortcut="Del" onPress={() => void remove()} />
          <IconButton
            icon="info"
            label={t.photograph.info}
            shortcut="I"
            isOn={isPanelShown}
            onPress={() => showPanel(!isPanelShown)}
          />
        </span>
      </header>
      <Stage
        image={image}
        findings={findings}
        lit={lit}
        onLight={point}
        onPick={pickFinding}
        areBoxesShown={areBoxesShown}
        isTextShown={isTextShown}
        isHidden={isFlagged === true && !isRevealed}
        onReveal={() => reveal(true)}
        zoomRef={zoom}
      />
      {previous && (
        <IconButton
          className="photograph-step is-previous"
          icon="previous"
          label={t.photograph.previous}
          shortcut="←"
          onPress={() => go.open(previous, { replace: true })}
        />
      )}
      {next && (
        <IconButton
          className="photograph-step is-next"
          icon="next"
          label={t.photograph.next}
          shortcut="→"
          onPress={() => go.open(next, { replace: true })}
        />
      )}
      {isPanelShown && (
        <Panel
          image={image}
          findings={all}
          layers={layers}
          onLayers={setLayers}
          threshold={threshold}
          onThreshold={setThreshold}
          lit={lit}
          onLight={point}
          onNamed={() => {
            refreshLists();
            void queries.invalidateQueries();
          }}
        />
      )}
      {download.dialog}
    </article>
  );
}

function Status({ image }: { image: ImageDetail }) {
  const t = useMessages();
  switch (image.status) {
    case 'SUCCEEDED':
      return null;
    case 'PROCESSING':
      return (
        <Badge tone="accent" icon="running">
          {t.statuses.PROCESSING}
        </Badge>
      );
    case 'PARTIAL':
      return (
        <Badge tone="caution" icon="warning">
          {t.statuses.PARTIAL}
        </Badge>
      );
    default:
      return (
        <Badge tone="bad" icon="error">
          {t.statuses[image.status]}
        </Badge>
      );
  }
}

function useNeighbours(imageId: string): { previous: string | undefined; next: string | undefined } {
  const { blocks } = useListing();
  return useMemo(() => {
    const order = blocks.flatMap(({ cards }) => cards.map((card) => card.imageId));
    const index = order.indexOf(imageId);
    return index < 0
      ? { previous: undefined, next: undefined }
      : { previous: order[index - 1], next: order[index + 1] };
  }, [blocks, imageId]);
}

export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
