// What the timeline shows before there is a photograph.

import { useState } from 'react';
import { Button as AriaButton, FileTrigger } from 'react-aria-components';
import { Icon } from '../design/icon.tsx';
import { Button } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { fromInput } from './dropped-files.ts';
import { useUpload } from './use-upload.ts';
import './first-steps.css';

export function FirstSteps() {
  const t = useMessages();
  const upload = useUpload();
  const [isDrawing, setDrawing] = useState(false);
  const sendSamples = async () => {
    setDrawing(true);
    const { drawSamples } = await import('./samples.ts');
    upload(await drawSamples());
    setDrawing(false);
  };
  return (
    <div className="first-steps">
      <div className="first-steps-frame">
        <Icon name="photos" size={56} />
        <h1>{t.upload.firstTitle}</h1>
        <p>{t.upload.firstText}</p>
        <div className="actions">
          <FileTrigger allowsMultiple onSelect={(files) => files && upload(fromInput(files))}>
            <AriaButton className="button button-accent">
              <Icon name="upload" />
              {t.upload.files}
            </AriaButton>
          </FileTrigger>
          <Button icon="photos" isDisabled={isDrawing} onPress={() => void sendSamples()}>
            {t.upload.samples}
          </Button>
        </div>
        <small>{t.upload.samplesHint}</small>
      </div>
    </div>
  );
}
