// What was deleted here: to be brought back, or to be deleted for good.

import { useState } from 'react';
import { changes } from '../app/changes.ts';
import { Button, Dialog, StateView } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { toThumbHashUrl } from '../timeline/thumb-hash.ts';
import { fileName } from '../timeline/tile.tsx';
import { type Trashed, useTrash } from './trash.ts';
import '../people/people.css';
import './trash.css';

export default function TrashView() {
  const t = useMessages();
  const format = useFormat();
  const items = useTrash();
  const [asked, ask] = useState<readonly Trashed[]>([]);
  return (
    <div className="view">
      <div className="column">
        <header className="view-header">
          <h1>{t.trash.title}</h1>
          {items.length > 0 && (
            <Button icon="trash" onPress={() => ask(items)}>
              {t.trash.removeAll}
            </Button>
          )}
        </header>
        {items.length === 0 ? (
          <StateView level={2} icon="trash" title={t.trash.empty}>
            {t.trash.hint}
          </StateView>
        ) : (
          <>
            <p>{t.trash.hint}</p>
            <ul className="trash">
              {items.map((item) => (
                <TrashedEntry key={item.card.imageId} item={item} onAsk={() => ask([item])} />
              ))}
            </ul>
          </>
        )}
      </div>
      <Dialog
        role="alertdialog"
        title={t.trash.question(
          asked.length,
          fileName(asked[0]?.card.name ?? ''),
          format.number(asked.length),
        )}
        isOpen={asked.length > 0}
        onClose={() => ask([])}
      >
        <p>{t.trash.forEver}</p>
        <div className="actions">
          <Button look="quiet" autoFocus onPress={() => ask([])}>
            {t.cancel}
          </Button>
          <Button
            look="bad"
            onPress={() => {
              void changes.removePermanently(
                asked.map(({ card }) => card),
                t,
              );
              ask([]);
            }}
          >
            {t.trash.remove}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

function TrashedEntry({ item: { card, deletedAt }, onAsk }: { item: Trashed; onAsk(): void }) {
  const t = useMessages();
  const format = useFormat();
  const hash = toThumbHashUrl(card.thumbHash);
  return (
    <li>
      <i style={hash ? { backgroundImage: `url("${hash}")` } : undefined} />
      <span>
        <strong>{fileName(card.name)}</strong>
        <small>{t.trash.deleted(format.ago(deletedAt))}</small>
      </span>
      <span className="actions">
        <Button icon="undo" onPress={() => void changes.restore([card], t)}>
          {t.trash.restore}
        </Button>
        <Button look="quiet" icon="trash" aria-label={t.trash.removeOne(fileName(card.name))} onPress={onAsk}>
          {t.trash.remove}
        </Button>
      </span>
    </li>
  );
}
