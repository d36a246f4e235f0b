// Wherever files are dropped on the page, they are uploaded.

import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { Icon } from '../design/icon.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { fromDrop, fromInput } from './dropped-files.ts';
import { useUpload } from './use-upload.ts';

export function DropEverywhere({ children }: { children: ReactNode }) {
  const t = useMessages();
  const upload = useUpload();
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside the search does the same by keyboard
    <div
      className="page"
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current++;
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (hasFiles(event) && --depth.current <= 0) setOver(false);
      }}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        void fromDrop(event.dataTransfer).then(upload);
      }}
      onPaste={(event) => upload(fromInput(event.clipboardData.files))}
    >
      {children}
      {isOver && (
        <div className="drop-hint">
          <Icon name="upload" size={48} />
          {t.upload.drop}
        </div>
      )}
    </div>
  );
}
