// What was deleted: to be brought back, or to be deleted for good.

import type { DeletedImage } from '@image-workflow/record/api/trash';
import { useState } from 'react';
import { changes } from '../app/changes.ts';
import { describeError } from '../app/errors.ts';
import { Button, Dialog, Loading, StateView } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { toThumbHashUrl } from '../timeline/thumb-hash.ts';
import { fileName } from '../timeline/tile.tsx';
import { trash, useTrash } from './trash.ts';
import '../people/people.css';
import './trash.css';

export default function TrashView() {
  const t = useMessages();
  const { items, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useTrash();
  const [asked, ask] = useState<DeletedImage | 'all'>();
  return (
    <div className="view">
      <div className="column">
        <header className="view-header">
          <h1>{t.trash.title}</h1>
          {items && items.length > 0 && (
            <Button icon="trash" onPress={() => ask('all')}>
              {t.trash.removeAll}
            </Button>
          )}
        </header>
        {!items ? (
          error ? (
            <StateView level={2} icon="warning" title={t.errors.title}>
              {describeError(error, t)}
            </StateView>
          ) : (
            <Loading />
          )
        ) : items.length === 0 ? (
          <StateView level={2} icon="trash" title={t.trash.empty}>
            {t.trash.hint}
          </StateView>
        ) : (
          <>
            <p>{t.trash.hint}</p>
            <ul className="trash">
              {items.map((item) => (
                <DeletedEntry key={item.imageId} item={item} onAsk={() => ask(item)} />
              ))}
            </ul>
          </>
        )}
        {hasNextPage && (
          <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t.more}
          </Button>
        )}
      </div>
      {asked && <Question asked={asked} onClose={() => ask(undefined)} />}
    </div>
  );
}

function DeletedEntry({ item, onAsk }: { item: DeletedImage; onAsk(): void }) {
  const t = useMessages();
  const format = useFormat();
  const name = fileName(item.name);
  const folder = item.name.slice(0, -name.length);
  const hash = toThumbHashUrl(item.thumbHash);
  return (
    <li>
      <i style={hash ? { backgroundImage: `url("${hash}")` } : undefined} />
      <span>
        <strong>{name}</strong>
        <small>
          {folder && `${folder} · `}
          {t.trash.deleted(format.ago(item.deletedAt))}
        </small>
      </span>
      <span className="actions">
        <Button icon="undo" onPress={() => void changes.restore([item], t)}>
          {t.trash.restore}
        </Button>
        <Button look="quiet" icon="trash" aria-label={t.trash.removeOne(name)} onPress={onAsk}>
          {t.trash.remove}
        </Button>
      </span>
    </li>
  );
}

/** Nothing is deleted for good that was not asked about. */
function Question({ asked, onClose }: { asked: DeletedImage | 'all'; onClose(): void }) {
  const t = useMessages();
  const remove = async () => {
    onClose();
    await changes.removePermanently(asked === 'all' ? await trash.readAll() : [asked], t);
  };
  return (
    <Dialog
      role="alertdialog"
      title={asked === 'all' ? t.trash.questionAll : t.trash.question(fileName(asked.name))}
      isOpen
      onClose={onClose}
    >
      <p>{t.trash.forEver}</p>
      <div className="actions">
        <Button look="quiet" autoFocus onPress={onClose}>
          {t.cancel}
        </Button>
        <Button look="bad" onPress={() => void remove()}>
          {t.trash.remove}
        </Button>
      </div>
    </Dialog>
  );
}
