// The button that uploads: files, a folder, or a new photograph from the camera of a phone.

import { useRef } from 'react';
import {
  Button as AriaButton,
  FileTrigger,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
} from 'react-aria-components';
import { Icon } from '../design/icon.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { fromInput } from './dropped-files.ts';
import { useUpload } from './use-upload.ts';

export function UploadButton() {
  const t = useMessages();
  const upload = useUpload();
  const folder = useRef<HTMLButtonElement>(null);
  const files = useRef<HTMLButtonElement>(null);
  const camera = useRef<HTMLButtonElement>(null);
  const take = (list: FileList | null) => list && upload(fromInput(list));
  const isPhone = matchMedia('(pointer: coarse)').matches;

  return (
    <>
      <MenuTrigger>
        <AriaButton className="button button-accent upload-button" aria-label={t.upload.title}>
          <Icon name="upload" />
          {t.upload.title}
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            aria-label={t.upload.title}
            onAction={(key) => ({ files, folder, camera })[key as 'files']?.current?.click()}
          >
            <MenuItem id="files" className="menu-item">
              <Icon name="photos" />
              {t.upload.files}
            </MenuItem>
            <MenuItem id="folder" className="menu-item">
              <Icon name="folder" />
              {t.upload.folder}
            </MenuItem>
            {isPhone && (
              <MenuItem id="camera" className="menu-item">
                <Icon name="camera" />
                {t.upload.camera}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      <span hidden>
        <FileTrigger allowsMultiple onSelect={take}>
          <AriaButton ref={files} aria-label={t.upload.files} />
        </FileTrigger>
        <FileTrigger acceptDirectory onSelect={take}>
          <AriaButton ref={folder} aria-label={t.upload.folder} />
        </FileTrigger>
        <FileTrigger acceptedFileTypes={['image/*']} defaultCamera="environment" onSelect={take}>
          <AriaButton ref={camera} aria-label={t.upload.camera} />
        </FileTrigger>
      </span>
    </>
  );
}
