// What the file says of itself: when, where, with what, and in whose words.

import type { ImageDetail } from '@image-workflow/record/api/images';
import type { Place } from '@image-workflow/record/metadata';
import { Fragment, type ReactNode } from 'react';
import { Icon } from '../design/icon.tsx';
import { type Format, useFormat } from '../i18n/format.ts';
import { type Messages, useMessages } from '../i18n/messages.tsx';

export function Facts({ image }: { image: ImageDetail }) {
  const t = useMessages();
  const format = useFormat();
  const rows = factsOf(image, t, format).filter(([, value]) => value !== undefined && value !== '');
  const { metadata, analysis } = image;
  const location = metadata?.location;
  const properties = analysis?.labels.status === 'SUCCEEDED' ? analysis.labels.imageProperties : undefined;
  return (
    <section className="panel-section">
      <header>
        <h2>{t.facts.title}</h2>
      </header>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      {location && <MapLink latitude={location.latitude} longitude={location.longitude} />}
      {properties && (
        <ul className="swatches" aria-label={t.facts.colors}>
          {properties.dominantColors.slice(0, 8).map(({ hexCode, cssColor, pixelPercent }) => (
            <li
              key={hexCode}
              style={{ flexGrow: Math.max(2, pixelPercent) }}
              title={`${cssColor} ${format.percent(pixelPercent)}`}
            >
              <i style={{ background: safeColor(hexCode) }} />
              <small>{cssColor}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A map is on somebody else's server, who then knows the place: only whoever follows the link tells them. */
function MapLink({ latitude, longitude }: { latitude: number; longitude: number }) {
  const t = useMessages();
  const at = `${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
  return (
    <p className="map-link">
      <Icon name="place" size={16} />
      <a
        href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=14/${at}`}
        target="_blank"
        rel="noreferrer noopener"
      >
        {t.facts.map}
      </a>
      <small>{t.facts.mapHint}</small>
    </p>
  );
}

function factsOf(image: ImageDetail, t: Messages, format: Format): [string, ReactNode][] {
  const { metadata, source, execution, name } = image;
  const camera = metadata?.camera;
  const description = metadata?.description;
  const location = metadata?.location;
  const exposure = [
    camera?.exposureTimeSeconds && describeExposure(camera.exposureTimeSeconds, format),
    camera?.fNumber && `ƒ/${format.decimal(camera.fNumber)}`,
    camera?.iso && `ISO ${camera.iso}`,
    camera?.focalLengthMm && `${format.decimal(camera.focalLengthMm)} mm`,
  ].filter(Boolean);
  const captured = metadata?.capturedAt;
  return [
    [
      t.facts.captured,
      captured && `${format.wallTime(captured.local)}${captured.offset ? ` (UTC${captured.offset})` : ''}`,
    ],
    [t.facts.caption, description?.caption],
    [t.facts.heading, description?.title],
    [t.facts.creator, description?.creator],
    [t.facts.copyright, description?.copyright],
    [t.facts.keywords, description?.keywords && format.list(description.keywords)],
    [
      t.facts.rating,
      description?.rating !== undefined && description.rating > 0
        ? '★'.repeat(description.rating)
        : undefined,
    ],
    [t.facts.camera, [camera?.make, camera?.model].filter(Boolean).join(' ')],
    [t.facts.lens, camera?.lens],
    [t.facts.exposure, exposure.join(' · ')],
    [t.facts.place, location?.place && describePlace(location.place, format)],
    [
      t.facts.position,
      location &&
        `${format.decimal(location.latitude, 5)}, ${format.decimal(location.longitude, 5)}${
          location.altitudeMeters === undefined ? '' : ` · ${format.decimal(location.altitudeMeters, 0)} m`
        }`,
    ],
    [
      t.facts.picture,
      metadata &&
        `${metadata.format.toUpperCase()} · ${format.number(metadata.width)} × ${format.number(metadata.height)} · ${format.bytes(source.sizeBytes)}`,
    ],
    [t.facts.colorSpace, metadata?.colorProfile ?? metadata?.colorSpace],
    [t.facts.software, camera?.software],
    [t.facts.file, name],
    [t.facts.uploaded, format.instant(source.uploadedAt)],
    [t.facts.recognised, execution.finishedAt && format.instant(execution.finishedAt)],
  ];
}

/** What is named twice, such as Singapore, is said once. */
function describePlace({ name, region, country, distanceKm }: Place, format: Format): string {
  const names = [...new Set([name, region, country].filter((part) => part !== undefined))];
  return `${names.join(', ')} · ${format.decimal(distanceKm)} km`;
}

function describeExposure(seconds: number, format: Format): string {
  return seconds < 0.4 ? `1/${format.number(Math.round(1 / seconds))} s` : `${format.decimal(seconds)} s`;
}

function safeColor(hexCode: string): string {
  return /^#[0-9a-f]{6}$/i.test(hexCode) ? hexCode : 'transparent';
}
