// What happens with what was uploaded, file by file: in the corner of every view, and never in the way.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { useConfig } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { routes } from '../app/routes.ts';
import { Icon, type IconName } from '../design/icon.tsx';
import { Button, IconButton, Progress, Switch } from '../design/parts.tsx';
import { type Format, useFormat } from '../i18n/format.ts';
import { type Messages, useMessages } from '../i18n/messages.tsx';
import { withoutPlace } from '../timeline/tile.tsx';
import { EmptyFileError, FileTooLargeError, isFinalRefusal, type UploadItem, uploads } from './queue.ts';
import { useUploadFeatures, useUploads } from './use-upload.ts';
import './tray.css';

const ROW = 58; // pixels

export default function UploadTray() {
  const t = useMessages();
  const items = useUploads();
  const [isOpen, setOpen] = useState(true);
  const isBusy = items.some(({ state }) => state === 'waiting' || state === 'hashing' || state === 'sending');
  const unsent = uploads.unsent.length;

  if (items.length === 0) return null;
  return (
    <section className={`tray ${isOpen ? 'is-open' : ''}`} aria-label={t.upload.tray}>
      <header>
        <Summary items={items} />
        <IconButton
          icon={isOpen ? 'minus' : 'plus'}
          label={isOpen ? t.upload.fold : t.upload.unfold}
          onPress={() => setOpen(!isOpen)}
        />
        {!isBusy && <IconButton icon="close" label={t.upload.clear} onPress={() => uploads.clearSettled()} />}
      </header>
      {isOpen && (
        <>
          <Rows items={items} />
          <footer>
            <Features />
            {isBusy ? (
              <Button look="quiet" onPress={() => uploads.cancelAll()}>
                {t.upload.cancelAll}
              </Button>
            ) : (
              unsent > 0 && (
                <Button icon="again" onPress={() => uploads.retryAll()}>
                  {t.upload.retryAll(unsent)}
                </Button>
              )
            )}
          </footer>
        </>
      )}
    </section>
  );
}

function Summary({ items }: { items: readonly UploadItem[] }) {
  const t = useMessages();
  const format = useFormat();
  const counted = items.filter(({ state }) => state !== 'cancelled');
  const count = (...states: UploadItem['state'][]) =>
    counted.filter(({ state }) => states.includes(state)).length;
  const uploaded = count('uploaded', 'done');
  const recognised = count('done');
  const refused = count('refused');
  const going = counted.filter(({ state }) => state !== 'duplicate' && state !== 'refused');
  const total = going.length;
  const bytes = going.reduce((sum, { file }) => sum + file.size, 0);
  const sent = going.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  return (
    <div className="tray-summary">
      <strong role="status">
        {total === 0 && refused > 0
          ? t.upload.refused(refused)
          : recognised === total
            ? t.upload.allDone(recognised)
            : t.upload.progress(uploaded, recognised, total)}
      </strong>
      <small>
        {t.upload.bytes(format.bytes(sent), format.bytes(bytes))}
        {count('duplicate') > 0 && ` · ${t.upload.duplicates(count('duplicate'))}`}
        {total > 0 && refused > 0 && ` · ${t.upload.refused(refused)}`}
      </small>
      <Progress
        ratio={total > 0 ? (uploaded + recognised) / (2 * total) : refused > 0 ? 0 : 1}
        label={t.upload.progress(uploaded, recognised, total)}
      />
    </div>
  );
}

/** Those that need somebody first, then the newest. */
function Rows({ items }: { items: readonly UploadItem[] }) {
  const scroller = useRef<HTMLUListElement>(null);
  const sorted = [...items].sort((a, b) => weight(a) - weight(b) || a.id - b.id);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 4,
    useFlushSync: false,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ul className="tray-rows" ref={scroller} tabIndex={0} aria-label={useMessages().upload.tray}>
      <li role="presentation" style={{ height: virtualizer.getTotalSize() }} />
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const item = sorted[index];
        return (
          item && (
            <li key={item.id} className="tray-row" style={{ transform: `translateY(${start}px)` }}>
              <Row item={item} />
            </li>
          )
        );
      })}
    </ul>
  );
}

function weight({ state, result }: UploadItem): number {
  if (state === 'refused' || result === 'FAILED' || result === 'UNSUPPORTED') return 0;
  return { sending: 1, uploaded: 2, hashing: 3, waiting: 4, duplicate: 5, done: 6, cancelled: 7 }[state];
}

const ICONS: Record<UploadItem['state'], IconName> = {
  waiting: 'clock',
  hashing: 'clock',
  sending: 'upload',
  uploaded: 'running',
  done: 'check',
  duplicate: 'copy',
  refused: 'error',
  cancelled: 'close',
};

function Row({ item }: { item: UploadItem }) {
  const t = useMessages();
  const format = useFormat();
  const { id, state, imageId, duplicateOf, file, sentBytes } = item;
  const isBad = state === 'refused' || item.result === 'FAILED' || item.result === 'UNSUPPORTED';
  const twin = uploads.find(item.twin);
  const target =
    state === 'duplicate'
      ? (duplicateOf ?? twin?.imageId ?? twin?.duplicateOf)
      : state === 'done' || state === 'uploaded'
        ? imageId
        : undefined;
  return (
    <>
      <span className={`tray-icon ${isBad ? 'is-bad' : state === 'done' ? 'is-good' : ''}`}>
        <Icon
          name={isBad ? 'error' : ICONS[state]}
          className={state === 'uploaded' ? 'spinner' : undefined}
        />
      </span>
      <span className="tray-text">
        {target ? (
          <Link href={routes.photograph(target)}>{item.name}</Link>
        ) : (
          <span className="tray-name">{item.name}</span>
        )}
        <small>{describe(item, t, format)}</small>
        {state === 'sending' && <Progress ratio={sentBytes / file.size} label={item.name} />}
      </span>
      {(state === 'waiting' || state === 'hashing' || state === 'sending') && (
        <IconButton icon="close" label={t.upload.cancel(item.name)} onPress={() => uploads.cancel(id)} />
      )}
      {(state === 'cancelled' || (state === 'refused' && !isFinalRefusal(item.reason))) && (
        <IconButton icon="again" label={t.upload.retry(item.name)} onPress={() => uploads.retry(id)} />
      )}
      {state === 'duplicate' && (
        <IconButton
          icon="upload"
          label={t.upload.sendAnyway(item.name)}
          onPress={() => uploads.sendAnyway(id)}
        />
      )}
    </>
  );
}

function describe(item: UploadItem, t: Messages, format: Format): string {
  switch (item.state) {
    case 'sending':
      return t.upload.bytes(format.bytes(item.sentBytes), format.bytes(item.file.size));
    case 'uploaded':
      return item.step
        ? `${t.upload.states.uploaded} · ${t.steps[item.step] ?? item.step}`
        : t.upload.states.uploaded;
    case 'done':
      return item.result === 'SUCCEEDED'
        ? t.upload.states.done
        : `${t.statuses[item.result ?? 'SUCCEEDED']}${item.reason ? `: ${withoutPlace(String(item.reason))}` : ''}`;
    case 'refused':
      if (item.reason instanceof EmptyFileError) return t.upload.empty;
      if (item.reason instanceof FileTooLargeError)
        return t.upload.tooLarge(format.bytes(item.reason.maxBytes));
      return describeError(item.reason, t);
    default:
      return t.upload.states[item.state];
  }
}

function Features() {
  const t = useMessages();
  const format = useFormat();
  const config = useConfig();
  const features = useUploadFeatures();
  if (config.features.length === 0) return null;
  const { possible } = features;
  const chosen = possible.filter(({ name }) => features.isOn(name)).length;
  return (
    <details className="tray-features">
      <summary>
        {chosen === possible.length
          ? t.upload.cost(format.dollars(features.usd))
          : t.upload.costOfSome(chosen, possible.length, format.dollars(features.usd))}
      </summary>
      <p>{t.upload.featuresHint}</p>
      {possible.map(({ name, usd }) => (
        <Switch key={name} isOn={features.isOn(name)} onChange={() => features.toggle(name)}>
          {t.features[name]}{' '}
          <small>{name === 'people' ? t.upload.perFace(format.dollars(usd)) : format.dollars(usd)}</small>
        </Switch>
      ))}
    </details>
  );
}
