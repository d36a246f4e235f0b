// What the workflow did, or is doing, with one photograph.

import type { Execution, ExecutionState } from '@image-workflow/record/api/executions';
import type { ImageDetail } from '@image-workflow/record/api/images';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { changes } from '../app/changes.ts';
import { client } from '../app/client.tsx';
import { describeError, isNotFound, isRouteMissing } from '../app/errors.ts';
import { useKeys } from '../app/keys.ts';
import { routes, useGo, withSearch } from '../app/routes.ts';
import { Icon } from '../design/icon.tsx';
import {
  Badge,
  Button,
  Dialog,
  IconButton,
  Loading,
  Notice,
  StateView,
  type Tone,
} from '../design/parts.tsx';
import { showToast } from '../design/toasts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { Portrait } from '../people/portrait.tsx';
import { fileName } from '../timeline/tile.tsx';
import { elapsedMs, MachineView, STATUS_ICONS } from './machine.tsx';
import './execution.css';

const LIVE_MS = 1_000;

export default function ExecutionView({ imageId }: { imageId: string }) {
  const t = useMessages();
  const go = useGo();
  const search = useSearch();
  const back = () => go.to(withSearch(routes.photograph(imageId), search));
  useKeys({ Escape: back });
  const image = useQuery({
    queryKey: ['image', imageId],
    queryFn: ({ signal }) => client.getImage(imageId, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'PROCESSING' ? LIVE_MS : false),
  });
  const execution = useQuery({
    queryKey: ['execution', imageId],
    queryFn: ({ signal }) => client.getImageExecution(imageId, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' || state.error ? LIVE_MS : 10_000),
  });

  return (
    <div className="view execution">
      <header className="execution-bar">
        <IconButton icon="back" label={t.execution.back} shortcut="Esc" onPress={back} />
        <h1>{fileName(image.data?.name ?? t.execution.title)}</h1>
        {execution.data && <ExecutionBadge execution={execution.data} />}
        {image.data && <Again image={image.data} />}
      </header>
      {execution.data ? (
        <Shown execution={execution.data} image={image.data} />
      ) : execution.error ? (
        <StateView
          level={2}
          icon="flow"
          title={isNotFound(execution.error) ? t.execution.none : t.execution.title}
        >
          {isRouteMissing(execution.error) ? t.errors.routeMissing : describeError(execution.error, t)}
        </StateView>
      ) : (
        <Loading />
      )}
    </div>
  );
}

const TONES: Record<Execution['status'], Tone> = {
  RUNNING: 'accent',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  ABORTED: 'caution',
};

function ExecutionBadge({ execution }: { execution: Execution }) {
  const t = useMessages();
  return (
    <Badge
      tone={TONES[execution.status]}
      icon={execution.status === 'RUNNING' ? 'running' : execution.status === 'SUCCEEDED' ? 'check' : 'error'}
    >
      {t.execution.statuses[execution.status]}
    </Badge>
  );
}

function Shown({ execution, image }: { execution: Execution; image: ImageDetail | undefined }) {
  const t = useMessages();
  const format = useFormat();
  const now = useNow(execution.status === 'RUNNING');
  const [chosen, choose] = useState<string>();
  const view = useRef<HTMLDivElement>(null);
  const columns = useColumns(view);
  const firstWrong = execution.states.find(({ status }) => status === 'FAILED' || status === 'CAUGHT')?.name;
  const name = chosen ?? firstWrong;
  const state = execution.states.find((one) => one.name === name);
  const end = execution.stoppedAt ? Date.parse(execution.stoppedAt) : now;

  return (
    <div className="execution-columns">
      <div ref={view} className="execution-machine">
        <p className="execution-facts">
          {t.execution.began(format.instant(execution.startedAt))} ·{' '}
          {format.duration(Math.max(0, end - Date.parse(execution.startedAt)))}
        </p>
        {execution.error && (
          <Notice tone="bad" icon="error">
            {execution.error.message} <code>{execution.error.name}</code>
          </Notice>
        )}
        <MachineView states={execution.states} columns={columns} chosen={name} now={now} onChoose={choose} />
      </div>
      <div className="execution-side">
        {state && <StateDetail state={state} image={image} now={now} />}
        <StatesTable execution={execution} chosen={name} now={now} onChoose={choose} />
        <CopyAs execution={execution} />
      </div>
    </div>
  );
}

function StateDetail({
  state,
  image,
  now,
}: {
  state: ExecutionState;
  image: ImageDetail | undefined;
  now: number;
}) {
  const t = useMessages();
  const format = useFormat();
  const elapsed = elapsedMs(state, now);
  return (
    <section className="card state-detail" aria-label={state.name}>
      <header>
        <h2>{state.name}</h2>
        <Badge
          tone={state.status === 'FAILED' ? 'bad' : state.status === 'CAUGHT' ? 'caution' : 'plain'}
          icon={STATUS_ICONS[state.status]}
        >
          {t.execution.states[state.status]}
        </Badge>
      </header>
      <p>{t.steps[state.name]}</p>
      <dl className="facts">
        {state.enteredAt && (
          <>
            <dt>{t.execution.entered}</dt>
            <dd>{format.clock(state.enteredAt)}</dd>
          </>
        )}
        {elapsed !== undefined && (
          <>
            <dt>{t.execution.took}</dt>
            <dd>{format.duration(elapsed)}</dd>
          </>
        )}
        {state.answer && (
          <>
            <dt>{t.execution.answered}</dt>
            <dd>{state.answer}</dd>
          </>
        )}
      </dl>
      {state.error && (
        <Notice tone={state.status === 'CAUGHT' ? 'caution' : 'bad'} icon="error">
          {state.error.message} <code>{state.error.name}</code>
          {state.status === 'CAUGHT' && <p>{t.execution.caughtHint}</p>}
        </Notice>
      )}
      {image && <PictureAt state={state.name} image={image} />}
    </section>
  );
}

/** What a state had before it: the file, the preview, or each face that was searched. */
function PictureAt({ state, image }: { state: string; image: ImageDetail }) {
  const t = useMessages();
  const { urls, analysis, metadata } = image;
  if (state === 'RecognizePeople' && analysis?.faces.status === 'SUCCEEDED' && urls.preview) {
    const picture = urls.preview;
    return (
      <figure>
        <span className="searched-faces">
          {analysis.faces.items.map((face) => (
            <span key={`${face.boundingBox.left}${face.boundingBox.top}`}>
              <Portrait picture={picture} boundingBox={face.boundingBox} size={56} />
              <small>{face.name ?? '?'}</small>
            </span>
          ))}
        </span>
        <figcaption>{t.execution.searchedFaces}</figcaption>
      </figure>
    );
  }
  if (state === 'GenerateThumbnails' && urls.thumbnails.length > 0) {
    return (
      <figure>
        <img
          src={urls.thumbnails[0]?.url}
          alt=""
          width={urls.thumbnails[0]?.width}
          height={urls.thumbnails[0]?.height}
        />
        <figcaption>
          {urls.thumbnails.map(({ width, height }) => `${width} × ${height}`).join(' · ')}
        </figcaption>
      </figure>
    );
  }
  const isBefore = state === 'ExtractMetadata' || state === 'IsSupported';
  if (!isBefore && urls.preview) {
    return (
      <figure>
        <img src={urls.preview.url} alt="" width={urls.preview.width} height={urls.preview.height} />
        <figcaption>{t.execution.preview(urls.preview.width, urls.preview.height)}</figcaption>
      </figure>
    );
  }
  return (
    <p className="execution-facts">
      <a href={urls.original} rel="noreferrer noopener">
        {t.execution.original}
      </a>
      {metadata && ` · ${metadata.format.toUpperCase()} ${metadata.width} × ${metadata.height}`}
    </p>
  );
}

function StatesTable({
  execution,
  chosen,
  now,
  onChoose,
}: {
  execution: Execution;
  chosen: string | undefined;
  now: number;
  onChoose(name: string): void;
}) {
  const t = useMessages();
  const format = useFormat();
  const entered = execution.states.filter(({ enteredAt }) => enteredAt);
  const start = Date.parse(execution.startedAt);
  const end = Math.max(start + 1, execution.stoppedAt ? Date.parse(execution.stoppedAt) : now);
  const at = (iso: string) => `${((Date.parse(iso) - start) / (end - start)) * 100}%`;
  const width = (from: string, to: string | undefined) =>
    `${Math.max(0.6, (((to ? Date.parse(to) : end) - Date.parse(from)) / (end - start)) * 100)}%`;
  return (
    <section className="card">
      <h2>{t.execution.attempts}</h2>
      <div className="scroll-x">
        <table className="table states-table">
          <thead>
            <tr>
              <th>{t.execution.state}</th>
              <th className="bars">{t.execution.when}</th>
              <th className="number">{t.execution.took}</th>
            </tr>
          </thead>
          <tbody>
            {entered.map((state) => (
              <tr key={state.name} className={state.name === chosen ? 'is-chosen' : ''}>
                <td>
                  <button type="button" className="link" onClick={() => onChoose(state.name)}>
                    {state.name}
                  </button>
                </td>
                <td className="bars">
                  <span className="bar-line">
                    {/* The pauses between attempts show as the grey behind them. */}
                    {state.enteredAt && (
                      <i
                        className="bar-wait"
                        style={{ left: at(state.enteredAt), width: width(state.enteredAt, state.leftAt) }}
                      />
                    )}
                    {attemptsOf(state).map((attempt) => (
                      <i
                        key={attempt.startedAt}
                        className={attempt.error ? 'bar-failed' : 'bar-ok'}
                        title={attempt.error ? `${attempt.error.name}: ${attempt.error.message}` : undefined}
                        style={{
                          left: at(attempt.startedAt),
                          width: width(attempt.startedAt, attempt.endedAt),
                        }}
                      />
                    ))}
                  </span>
                  {toErrors(state).map(({ text, count }) => (
                    <small key={text} className="attempt-error">
                      <Icon name="error" size={12} /> {count > 1 && `${format.number(count)} × `}
                      {text}
                    </small>
                  ))}
                </td>
                <td className="number">{format.duration(elapsedMs(state, now) ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What went wrong, each once, with how often. */
function toErrors({ attempts }: ExecutionState): { text: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { error } of attempts) {
    if (!error) continue;
    const text = `${error.name}: ${error.message}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => ({ text, count }));
}

/** A state without tasks (a choice) is one stretch. */
function attemptsOf(state: ExecutionState) {
  if (state.attempts.length > 0) return state.attempts;
  return state.enteredAt && state.name !== 'AnalyzeImage'
    ? [{ startedAt: state.enteredAt, endedAt: state.leftAt, error: state.error }]
    : [];
}

/** The same question for other tools. */
function CopyAs({ execution }: { execution: Execution }) {
  const t = useMessages();
  const { name, imageId } = execution;
  const ways: [string, string][] = [
    [
      'AWS CLI',
      `aws stepfunctions describe-execution --execution-arn "$(aws stepfunctions list-executions --state-machine-arn "$STATE_MACHINE_ARN" --query "executions[?name=='${name}'].executionArn" --output text)"`,
    ],
    ['curl', `curl ${location.origin}/api/images/${imageId}/execution`],
    [
      t.execution.clientCode,
      `import { ImageWorkflowClient } from '@image-workflow/client';\n\nconst client = new ImageWorkflowClient('${location.origin}');\nconst record = await client.waitFor('${imageId}', { onState: console.log });`,
    ],
  ];
  return (
    <section className="card">
      <h2>{t.execution.copyAs}</h2>
      <div className="actions copy-actions">
        {ways.map(([title, text]) => (
          <Button
            key={title}
            icon="copy"
            onPress={() => void navigator.clipboard.writeText(text).then(() => showToast({ text: t.copied }))}
          >
            {title}
          </Button>
        ))}
      </div>
    </section>
  );
}

/** Running again is not redriving: it says which of the two it does, and why. */
function Again({ image }: { image: ImageDetail }) {
  const t = useMessages();
  const [isAsking, ask] = useState(false);
  const failed = Object.entries(image.analysis ?? {}).flatMap(([name, slot]) =>
    slot.status === 'FAILED' ? [name] : [],
  );
  return (
    <>
      <Button icon="again" className="execution-again" onPress={() => ask(true)}>
        {t.actions.again}
      </Button>
      <Dialog title={t.actions.again} isOpen={isAsking} onClose={() => ask(false)}>
        <p>
          {failed.length > 0
            ? t.execution.againPartial(failed.map((name) => t.features[name as 'labels'] ?? name).join(', '))
            : t.execution.againWhole}
        </p>
        <p>{t.execution.redriveHint}</p>
        <div className="actions">
          <Button look="quiet" onPress={() => ask(false)}>
            {t.cancel}
          </Button>
          <Button
            look="accent"
            icon="again"
            onPress={() => {
              void changes.reprocess([image.imageId], t);
              ask(false);
            }}
          >
            {t.actions.again}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** Counts while something runs. */
function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}

/** Letters stay readable. */
const LEAST_SCALE = 0.92;

function useColumns(view: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(800);
  useEffect(() => {
    if (!view.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(view.current);
    return () => observer.disconnect();
  }, [view]);
  // The drawing may shrink a little to have one branch more beside the others.
  return Math.max(1, Math.floor((width / LEAST_SCALE - 82) / 214));
}
