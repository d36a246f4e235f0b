// What can be done with everything that is selected.

import { changes } from '../app/changes.ts';
import { useKeys } from '../app/keys.ts';
import { Button, IconButton } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { useDownload } from '../photograph/download.tsx';
import { useListing } from './photographs.tsx';
import { selection, useSelected } from './selection.ts';

export function SelectionBar() {
  const t = useMessages();
  const format = useFormat();
  const selected = useSelected();
  const { blocks } = useListing();
  const download = useDownload();
  const cards = () => blocks.flatMap((block) => block.cards.filter(({ imageId }) => selected.has(imageId)));
  const act = {
    again: () => void changes.reprocess([...selected], t),
    remove() {
      void changes.remove(cards(), t);
      selection.clear();
    },
    download: () => download.ask(cards().map(({ imageId, name }) => ({ imageId, name }))),
  };
  useKeys({ Delete: act.remove, R: act.again }, selected.size > 0);

  if (selected.size === 0) return null;
  return (
    <div className="selection-bar" role="toolbar" aria-label={t.selection.title}>
      <IconButton icon="close" label={t.selection.clear} shortcut="Esc" onPress={selection.clear} />
      <strong role="status">{t.selection.count(selected.size, format.number(selected.size))}</strong>
      <span className="selection-actions">
        <Button look="quiet" icon="download" onPress={act.download}>
          {t.download.title}
        </Button>
        <Button look="quiet" icon="again" onPress={act.again}>
          {t.actions.again}
        </Button>
        <Button look="quiet" icon="trash" onPress={act.remove}>
          {t.actions.remove}
        </Button>
      </span>
      {download.dialog}
    </div>
  );
}
