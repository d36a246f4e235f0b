// The record as it is, for whoever builds on it.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { useState } from 'react';
import { Button } from '../design/parts.tsx';
import { showToast } from '../design/toasts.tsx';
import { useMessages } from '../i18n/messages.tsx';

export function RawRecord({ image }: { image: ImageDetail }) {
  const t = useMessages();
  const [isOpen, setOpen] = useState(false);
  const { urls, receipt: _, name: __, ...record } = image;
  const json = () => JSON.stringify(record, undefined, 2);
  const answers = Object.entries(urls.answers);
  return (
    <section className="panel-section">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.photograph.raw}</summary>
        {isOpen && (
          <>
            <Button
              icon="copy"
              onPress={() =>
                void navigator.clipboard.writeText(json()).then(() => showToast({ text: t.copied }))
              }
            >
              {t.copy}
            </Button>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
            <pre className="raw" tabIndex={0}>
              {json()}
            </pre>
          </>
        )}
      </details>
      {answers.length > 0 && (
        <p className="answers">
          {t.photograph.answers}{' '}
          {answers.map(([feature, url]) => (
            <a key={feature} href={url} target="_blank" rel="noreferrer noopener">
              {t.features[feature as 'labels'] ?? feature}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}
