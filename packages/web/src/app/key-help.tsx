// Every key, and the switch for those that are a single letter.

import { Fragment } from 'react';
import { Button, Dialog, Switch } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { useSetting } from './settings.ts';

const KEYS = [
  ['/', 'search'],
  ['← → ↑ ↓', 'move'],
  ['Enter', 'open'],
  ['Esc', 'back'],
  ['X', 'select'],
  ['Shift + ← →', 'range'],
  ['Ctrl + A', 'all'],
  ['Del', 'remove'],
  ['Ctrl + Z', 'undo'],
  ['R', 'again'],
  ['I', 'info'],
  ['B', 'boxes'],
  ['T', 'text'],
  ['P', 'people'],
  ['E', 'execution'],
  ['C', 'copy'],
  ['+ − 0 1', 'zoom'],
  ['?', 'help'],
] as const;

export default function KeyHelp({ onClose }: { onClose(): void }) {
  const t = useMessages();
  const [singleKeys, setSingleKeys] = useSetting('singleKeys');
  return (
    <Dialog title={t.keys.title} isOpen onClose={onClose}>
      <dl className="keys-list">
        {KEYS.map(([key, name]) => (
          <Fragment key={name}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t.keys[name]}</dd>
          </Fragment>
        ))}
      </dl>
      <Switch isOn={singleKeys !== 'off'} onChange={(isOn) => setSingleKeys(isOn ? 'on' : 'off')}>
        {t.keys.single}
      </Switch>
      <div className="actions">
        <Button look="accent" onPress={onClose}>
          {t.close}
        </Button>
      </div>
    </Dialog>
  );
}
