// How the stack is: what failed and why, what waits, what runs, and what it costs.

import type { ImageCard } from '@image-workflow/record/api/images';
import type { StackStatus } from '@image-workflow/record/api/status';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { changes } from '../app/changes.ts';
import { client, useConfig } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { routes } from '../app/routes.ts';
import { Icon } from '../design/icon.tsx';
import { Badge, Button, Loading, Notice } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { STATUSES, toSearch } from '../search/query.ts';
import { fileName, pickThumbnail } from '../timeline/tile.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { QueueTable } from './queue-table.tsx';
import '../people/people.css';
import './activity.css';

const LIVE_MS = 5_000;
const TONES = {
  PROCESSING: 'accent',
  SUCCEEDED: 'good',
  PARTIAL: 'caution',
  UNSUPPORTED: 'plain',
  FAILED: 'bad',
} as const;

export default function Activity() {
  const t = useMessages();
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => client.getStatus({ signal }),
    refetchInterval: LIVE_MS,
  });
  return (
    <div className="view">
      <div className="column">
        <header className="view-header">
          <h1>{t.activity.title}</h1>
        </header>
        <Broken />
        {status.data ? (
          <Status status={status.data} />
        ) : status.error ? (
          <Notice tone="caution" icon="info">
            {t.activity.noStatus} {describeError(status.error, t)}
          </Notice>
        ) : (
          <Loading />
        )}
        <Executions />
        <Limits />
      </div>
    </div>
  );
}

/** What failed comes first, with its reason, and can be run again at once. */
function Broken() {
  const t = useMessages();
  const { data, error } = useQuery({
    queryKey: ['broken'],
    queryFn: ({ signal }) => client.listImages({ status: ['FAILED', 'PARTIAL'], limit: 50 }, { signal }),
    refetchInterval: LIVE_MS * 2,
  });
  if (error) return <p>{describeError(error, t)}</p>;
  if (!data) return null;
  const { items } = data;
  return (
    <section className="card activity-section" aria-label={t.activity.failed}>
      <header>
        <h2>
          <Icon name={items.length > 0 ? 'error' : 'check'} />
          {items.length > 0
            ? t.activity.failedCount(items.length, Boolean(data.cursor))
            : t.activity.noneFailed}
        </h2>
        {items.length > 0 && (
          <Button
            icon="again"
            onPress={() =>
              void changes.reprocess(
                items.map(({ imageId }) => imageId),
                t,
              )
            }
          >
            {t.activity.againAll}
          </Button>
        )}
      </header>
      {items.length > 0 && (
        <ul className="broken">
          {items.map((card) => (
            <BrokenEntry key={card.imageId} card={card} />
          ))}
        </ul>
      )}
    </section>
  );
}

function BrokenEntry({ card }: { card: ImageCard }) {
  const t = useMessages();
  const format = useFormat();
  const picture = pickThumbnail(card.thumbnails, 56);
  return (
    <li>
      {picture ? (
        <img src={picture.url} alt="" width={56} height={56} loading="lazy" />
      ) : (
        <span className="broken-none">
          <Icon name="photos" />
        </span>
      )}
      <span>
        <Link href={routes.photograph(card.imageId)}>{fileName(card.name)}</Link>{' '}
        <Badge tone={TONES[card.status]}>{t.statuses[card.status]}</Badge>
        <small>{card.reason}</small>
      </span>
      <time dateTime={card.uploadedAt}>{format.ago(card.uploadedAt)}</time>
      <Link className="button" href={routes.execution(card.imageId)}>
        {t.execution.title}
      </Link>
    </li>
  );
}

function Status({ status }: { status: StackStatus }) {
  const t = useMessages();
  const format = useFormat();
  const { photographs, cost, queues, deadLetters } = status;
  const lying = deadLetters.filter(({ waiting, inFlight }) => waiting + inFlight > 0);
  return (
    <>
      <ul className="figures">
        {STATUSES.map((name) => (
          <li key={name} className="card">
            <Link
              href={`${routes.timeline}?${toSearch([{ kind: 'status', value: name, isExcluded: false }])}`}
            >
              <strong>{format.number(photographs[name] ?? 0)}</strong>
              <Badge tone={TONES[name]}>{t.statuses[name]}</Badge>
            </Link>
          </li>
        ))}
      </ul>
      <div className="activity-columns">
        <section className="card activity-section">
          <header>
            <h2>{t.activity.queues}</h2>
          </header>
          <QueueTable queues={queues} />
          <h3>{t.activity.deadLetters}</h3>
          {lying.length === 0 ? (
            <p className="panel-none">{t.activity.noDeadLetters}</p>
          ) : (
            <DeadLetters queues={lying} />
          )}
        </section>
        <section className="card activity-section">
          <header>
            <h2>{t.activity.cost(format.month(cost.month))}</h2>
          </header>
          <p className="cost">
            <strong>{format.dollars(cost.usd)}</strong>
            <span>{t.activity.costOf(format.number(cost.photographs))}</span>
          </p>
          {cost.savedUsd > 0 && (
            <p>
              {t.activity.withoutSkipping(
                format.dollars(cost.usd + cost.savedUsd),
                format.dollars(cost.savedUsd),
              )}
            </p>
          )}
          <small>{t.receipt.estimate}</small>
          <small>{t.activity.asOf(format.clock(status.at))}</small>
        </section>
      </div>
    </>
  );
}

function Executions() {
  const t = useMessages();
  const format = useFormat();
  const { data, error } = useQuery({
    queryKey: ['executions'],
    queryFn: ({ signal }) => client.listExecutions({ limit: 10 }, { signal }),
    refetchInterval: LIVE_MS,
  });
  if (error || !data) return null; // a stack without this route shows the rest
  return (
    <section className="card activity-section">
      <header>
        <h2>{t.activity.executions}</h2>
      </header>
      <div className="scroll-x">
        <table className="table">
          <tbody>
            {data.items.map(({ name, imageId, status, startedAt, stoppedAt }) => (
              <tr key={name}>
                <td>
                  <Link href={routes.execution(imageId)}>
                    <code>{name.slice(0, 20)}…</code>
                  </Link>
                </td>
                <td>
                  <Badge tone={status === 'SUCCEEDED' ? 'good' : status === 'RUNNING' ? 'accent' : 'bad'}>
                    {t.execution.statuses[status]}
                  </Badge>
                </td>
                <td>{format.ago(startedAt)}</td>
                <td className="number">
                  {stoppedAt && format.duration(Date.parse(stoppedAt) - Date.parse(startedAt))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Limits() {
  const t = useMessages();
  const format = useFormat();
  const config = useConfig();
  const { limits, features } = config;
  return (
    <section className="card activity-section">
      <header>
        <h2>{t.activity.stack}</h2>
        <Badge>Image Workflow {config.version}</Badge>
      </header>
      <dl className="facts">
        <dt>{t.activity.features}</dt>
        <dd>
          {format.list(features.filter(({ isDefault }) => isDefault).map(({ name }) => t.features[name]))}
        </dd>
        <dt>{t.activity.largest}</dt>
        <dd>
          {format.bytes(limits.objectBytes)} · {format.number(Math.round(limits.pixels / 1e6))} MP
        </dd>
        <dt>{t.activity.atOnce}</dt>
        <dd>{t.activity.pace(limits.photographsInFlight, format.number(limits.photographsInFlight))}</dd>
        <dt>{t.activity.thresholds}</dt>
        <dd>
          {t.features.labels} {format.percent(config.minConfidence)} · {t.features.moderation}{' '}
          {format.percent(config.moderationThreshold)}
        </dd>
        {config.attributions.length > 0 && (
          <>
            <dt>{t.activity.sources}</dt>
            <dd>
              {config.attributions.map(({ text, url }) => (
                <a
                  key={url}
                  href={/^https?:/.test(url) ? url : undefined}
                  target="_blank"
                  rel="noreferrer noopener"
                >
                  {text}
                </a>
              ))}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
