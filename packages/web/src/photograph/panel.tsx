// Everything that is known of a photograph, beside it: what it is, what is in it, where, with what, and what that took.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { type ReactNode, useId } from 'react';
import { Link } from 'wouter';
import { routes } from '../app/routes.ts';
import { Badge, Notice, PercentSlider, Switch } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { type TokenKind, toSearch } from '../search/query.ts';
import { FaceEntry } from './face-entry.tsx';
import { Facts } from './facts.tsx';
import type { Finding, Layer } from './findings.ts';
import { RawRecord } from './raw-record.tsx';
import { ReceiptView } from './receipt.tsx';

interface PanelProps {
  image: ImageDetail;
  findings: readonly Finding[];
  layers: ReadonlySet<Layer>;
  onLayers(layers: ReadonlySet<Layer>): void;
  threshold: number;
  onThreshold(percent: number): void;
  lit: ReadonlySet<string>;
  onLight(id: string | undefined): void;
  onNamed(): void;
}

export function Panel(props: PanelProps) {
  const t = useMessages();
  const { image, findings, threshold, onThreshold } = props;
  const { analysis } = image;
  const of = (layer: Layer) => findings.filter((finding) => finding.layer === layer);
  const sure = findings.filter(({ confidence }) => confidence >= threshold).length;

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <aside className="panel" aria-label={t.photograph.info} tabIndex={0}>
      <Problems image={image} />
      {findings.length > 0 && (
        <div className="panel-section">
          <PercentSlider label={t.photograph.threshold} value={threshold} onChange={onThreshold} />
          <small>{t.photograph.thresholdHint(sure, findings.length)}</small>
        </div>
      )}
      <Section title={t.features.labels} slot={analysis?.labels} layer="labels" {...props}>
        <Entries {...props} findings={of('labels')} kind="label" />
      </Section>
      <Section title={t.features.faces} slot={analysis?.faces} layer="faces" id="faces" {...props}>
        <ul className="entries">
          {of('faces').map((finding) => (
            <FaceEntry
              key={finding.id}
              image={image}
              finding={finding}
              isFaint={finding.confidence < threshold}
              isLit={props.lit.has(finding.id)}
              onLight={props.onLight}
              onNamed={props.onNamed}
            />
          ))}
        </ul>
      </Section>
      <Section title={t.features.text} slot={analysis?.text} layer="text" {...props}>
        <Entries {...props} findings={of('text').filter(({ isLine }) => isLine)} kind="text" />
      </Section>
      {analysis?.celebrities.status === 'SUCCEEDED' && (
        <Section title={t.features.celebrities} slot={analysis.celebrities} layer="celebrities" {...props}>
          <Entries {...props} findings={of('celebrities')} />
        </Section>
      )}
      {analysis?.customLabels.status === 'SUCCEEDED' && (
        <Section title={t.features.customLabels} slot={analysis.customLabels} layer="customLabels" {...props}>
          <Entries {...props} findings={of('customLabels')} kind="label" />
        </Section>
      )}
      {analysis?.moderation.status === 'SUCCEEDED' && (
        <Section title={t.features.moderation} slot={analysis.moderation}>
          <ul className="entries">
            {analysis.moderation.items.map(({ name, confidence }) => (
              <li key={name} className={`entry ${confidence < threshold ? 'is-faint' : ''}`}>
                <Bar title={name} confidence={confidence} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Facts image={image} />
      <ReceiptView image={image} />
      <RawRecord image={image} />
    </aside>
  );
}

/** What went wrong comes first, in the record's own words. */
function Problems({ image }: { image: ImageDetail }) {
  const t = useMessages();
  const { reason, error, warnings, analysis } = image;
  const failed = Object.entries(analysis ?? {}).flatMap(([name, slot]) =>
    slot.status === 'FAILED' ? [{ name, error: slot.error }] : [],
  );
  if (!reason && !error && !warnings && failed.length === 0) return null;
  return (
    <div className="panel-section">
      {reason && (
        <Notice tone="caution" icon="warning">
          {reason}
        </Notice>
      )}
      {error && (
        <Notice tone="bad" icon="error">
          <strong>{error.state ? `${t.steps[error.state] ?? error.state}: ` : ''}</strong>
          {error.message} <code>{error.name}</code>
        </Notice>
      )}
      {failed.map(({ name, error }) => (
        <Notice key={name} tone="bad" icon="error">
          <strong>{t.features[name as 'labels'] ?? name}: </strong>
          {error.message} <code>{error.name}</code>
        </Notice>
      ))}
      {warnings?.map((warning) => (
        <Notice key={warning} tone="caution" icon="info">
          {warning}
        </Notice>
      ))}
    </div>
  );
}

type AnySlot = {
  status: 'SUCCEEDED' | 'SKIPPED' | 'FAILED';
  items?: readonly unknown[];
  reason?: string | undefined;
};

function Section({
  title,
  slot,
  layer,
  id,
  layers,
  onLayers,
  children,
}: {
  title: string;
  slot: AnySlot | undefined;
  layer?: Layer;
  id?: string;
  layers?: ReadonlySet<Layer>;
  onLayers?(layers: ReadonlySet<Layer>): void;
  children: ReactNode;
}) {
  const t = useMessages();
  const headingId = useId();
  if (!slot) return null;
  const count = slot.items?.length ?? 0;
  const toggle = (isOn: boolean) => {
    if (!layer || !layers) return;
    const next = new Set(layers);
    if (isOn) next.add(layer);
    else next.delete(layer);
    onLayers?.(next);
  };
  return (
    <section className="panel-section" aria-labelledby={headingId} id={id}>
      <header>
        <h2 id={headingId}>{title}</h2>
        {layer && count > 0 && (
          <Switch isOn={layers?.has(layer) ?? true} onChange={toggle}>
            <span className="visually-hidden">{t.photograph.showLayer(title)}</span>
          </Switch>
        )}
      </header>
      {slot.status === 'SKIPPED' && <p className="panel-none">{slot.reason ?? t.photograph.skipped}</p>}
      {slot.status === 'SUCCEEDED' && count === 0 && <p className="panel-none">{t.photograph.none}</p>}
      {count > 0 && children}
    </section>
  );
}

function Entries({
  findings,
  kind,
  threshold,
  lit,
  onLight,
}: PanelProps & { findings: readonly Finding[]; kind?: TokenKind }) {
  const t = useMessages();
  return (
    <ul className="entries">
      {findings.map((finding) => (
        <li
          key={finding.id}
          id={`entry-${finding.id}`}
          className={`entry ${lit.has(finding.id) ? 'is-lit' : ''} ${finding.confidence < threshold ? 'is-faint' : ''}`}
          onPointerEnter={() => onLight(finding.id)}
          onPointerLeave={() => onLight(undefined)}
        >
          {kind ? (
            <Link
              href={`${routes.timeline}?${toSearch([{ kind, value: finding.title, isExcluded: false }])}`}
              title={t.photograph.searchFor(finding.title)}
              onFocus={() => onLight(finding.id)}
              onBlur={() => onLight(undefined)}
            >
              <Bar title={finding.title} confidence={finding.confidence} boxes={finding.boxes.length} />
            </Link>
          ) : (
            <Bar title={finding.title} confidence={finding.confidence} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Bar({ title, confidence, boxes }: { title: string; confidence: number; boxes?: number }) {
  const format = useFormat();
  return (
    <span className="confidence">
      <span className="confidence-title">
        {title}
        {boxes !== undefined && boxes > 1 && <Badge>{boxes} ×</Badge>}
      </span>
      <span className="confidence-value">{format.percent(confidence)}</span>
      <i style={{ transform: `scaleX(${confidence / 100})` }} />
    </span>
  );
}
