// Before a file leaves: what it tells of places and people, and what can be had without.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../app/client.tsx';
import { Icon } from '../design/icon.tsx';
import { Button, Dialog } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { fileName } from '../timeline/tile.tsx';

export interface Wanted {
  imageId: string;
  name: string;
  detail?: ImageDetail;
}

export function useDownload() {
  const [wanted, setWanted] = useState<readonly Wanted[]>([]);
  return {
    ask: setWanted,
    dialog: wanted.length > 0 ? <DownloadDialog wanted={wanted} onClose={() => setWanted([])} /> : null,
  };
}

/** What a file would tell whoever gets it. */
export interface PrivacyReceipt {
  position: boolean;
  captured: boolean;
  names: string[];
  keywords: boolean;
  texts: number;
  camera: boolean;
}

export function privacyOf({ metadata, analysis }: ImageDetail): PrivacyReceipt {
  const description = metadata?.description;
  return {
    position: metadata?.location !== undefined,
    captured: metadata?.capturedAt !== undefined,
    names: [description?.creator, description?.copyright].filter((name) => name !== undefined),
    keywords: Boolean(description?.keywords?.length || description?.caption || description?.title),
    texts:
      analysis?.text.status === 'SUCCEEDED'
        ? analysis.text.items.filter(({ type }) => type === 'LINE').length
        : 0,
    camera: metadata?.camera !== undefined,
  };
}

function DownloadDialog({ wanted, onClose }: { wanted: readonly Wanted[]; onClose(): void }) {
  const t = useMessages();
  const format = useFormat();
  const answers = useQueries({
    queries: wanted.map(({ imageId, detail }) => ({
      queryKey: ['image', imageId],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.getImage(imageId, { signal }),
      ...(detail && { initialData: detail }),
    })),
  });
  const details = answers.flatMap(({ data }) => data ?? []);
  const receipts = details.map(privacyOf);
  const count = (has: (receipt: PrivacyReceipt) => boolean) => receipts.filter(has).length;
  const names = [...new Set(receipts.flatMap((receipt) => receipt.names))];
  const told = [
    [count(({ position }) => position), t.download.position] as const,
    [count(({ captured }) => captured), t.download.captured] as const,
    [count(({ camera }) => camera), t.download.camera] as const,
    [count(({ keywords }) => keywords), t.download.keywords] as const,
    [names.length, names.length > 0 ? t.download.names(format.list(names.slice(0, 4))) : ''] as const,
    [count(({ texts }) => texts > 0), t.download.texts] as const,
  ].filter(([times]) => times > 0);
  const isReady = answers.every(({ isPending }) => !isPending);
  const save = async (which: 'original' | 'preview') => {
    for (const detail of details) {
      const url = which === 'original' ? detail.urls.original : detail.urls.preview?.url;
      if (!url) continue;
      openDownload(
        url,
        which === 'original' ? fileName(detail.name) : `${fileName(detail.name)}.preview.jpg`,
      );
      await new Promise((resolve) => setTimeout(resolve, 350)); // browsers drop downloads that come all at once
    }
    onClose();
  };
  return (
    <Dialog
      title={t.download.question(wanted.length, fileName(wanted[0]?.name ?? ''))}
      isOpen
      onClose={onClose}
    >
      {told.length > 0 ? (
        <>
          <p>{t.download.tells}</p>
          <ul className="privacy">
            {told.map(([times, what]) => (
              <li key={what}>
                <Icon name="eye" size={16} />
                {what}
                {wanted.length > 1 && <small>{t.download.inSome(times, wanted.length)}</small>}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{isReady ? t.download.nothing : t.loading}</p>
      )}
      <p>{t.download.previewHint}</p>
      <div className="actions">
        <Button look="quiet" onPress={onClose}>
          {t.cancel}
        </Button>
        <Button
          isDisabled={!isReady || !details.some(({ urls }) => urls.preview)}
          onPress={() => void save('preview')}
        >
          {t.download.preview}
        </Button>
        <Button look="accent" isDisabled={!isReady} onPress={() => void save('original')}>
          {t.download.original}
        </Button>
      </div>
    </Dialog>
  );
}

function openDownload(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener noreferrer';
  link.click();
}
