// One face: who it is, and a way to say who it is, or that it is somebody else.

import type { ImageDetail } from '@image-workflow/record/api/images';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  Button as AriaButton,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { client } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { Badge, Button, Dialog } from '../design/parts.tsx';
import { showToast } from '../design/toasts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { Portrait } from '../people/portrait.tsx';
import type { Finding } from './findings.ts';
import './face-entry.css';

export function FaceEntry({
  image,
  finding,
  isLit,
  isFaint,
  onLight,
  onNamed,
}: {
  image: ImageDetail;
  finding: Finding;
  isLit: boolean;
  isFaint: boolean;
  onLight(id: string | undefined): void;
  onNamed(): void;
}) {
  const t = useMessages();
  const format = useFormat();
  const [isNaming, setNaming] = useState(false);
  const { face } = finding;
  const picture = image.urls.preview ?? image.urls.thumbnails.at(-1);
  if (!face) return null;
  const mood = face.emotions?.[0];
  const facts = [
    face.ageRange && t.photograph.age(face.ageRange.low, face.ageRange.high),
    face.gender && t.genders[face.gender.value],
    mood && mood.confidence > 50 && (t.emotions[mood.type as 'HAPPY'] ?? mood.type.toLowerCase()),
  ].filter(Boolean);

  return (
    <li
      id={`entry-${finding.id}`}
      className={`entry face-entry ${isLit ? 'is-lit' : ''} ${isFaint ? 'is-faint' : ''}`}
      onPointerEnter={() => onLight(finding.id)}
      onPointerLeave={() => onLight(undefined)}
    >
      {picture && <Portrait picture={picture} boundingBox={face.boundingBox} size={48} />}
      <span className="face-text">
        <strong>{face.name ?? t.photograph.unnamed}</strong>
        {face.similarity !== undefined && (
          <Badge>{t.photograph.similar(format.percent(face.similarity))}</Badge>
        )}
        <small>{facts.join(' · ')}</small>
      </span>
      <Button
        onPress={() => setNaming(true)}
        aria-label={
          face.name
            ? `${t.people.wrong}: ${t.people.notThem(face.name)}`
            : `${t.people.name}: ${t.people.nameFace}`
        }
      >
        {face.name ? t.people.wrong : t.people.name}
      </Button>
      {isNaming && (
        <NameFace image={image} finding={finding} onClose={() => setNaming(false)} onNamed={onNamed} />
      )}
    </li>
  );
}

function NameFace({
  image,
  finding,
  onClose,
  onNamed,
}: {
  image: ImageDetail;
  finding: Finding;
  onClose(): void;
  onNamed(): void;
}) {
  const t = useMessages();
  const { data, error } = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => client.listPeople({ limit: 200 }, { signal }),
  });
  const [text, setText] = useState('');
  const [personId, setPersonId] = useState<string>();
  const [isSending, setSending] = useState(false);
  const before = finding.face?.personId;
  // Who is on this photograph already is the least likely; who is on many the likeliest.
  const here = new Set(
    image.analysis?.faces.status === 'SUCCEEDED'
      ? image.analysis.faces.items.map((face) => face.personId)
      : [],
  );
  const people = (data?.items ?? [])
    .filter((person) => person.personId !== before)
    .sort(
      (a, b) => Number(here.has(a.personId)) - Number(here.has(b.personId)) || b.photographs - a.photographs,
    );
  const send = async () => {
    const name = text.trim();
    const [boundingBox] = finding.boxes;
    if (!boundingBox || (!personId && !name)) return;
    setSending(true);
    try {
      const { imageId } = image;
      const { person, relabelled } = await client.nameFace(
        personId ? { imageId, boundingBox, personId } : { imageId, boundingBox, name },
      );
      showToast({ text: t.people.named(person.name, relabelled) });
      onNamed();
      onClose();
    } catch (reason) {
      showToast({ text: describeError(reason, t) });
      setSending(false);
    }
  };
  return (
    <Dialog
      title={finding.face?.name ? t.people.notThem(finding.face.name) : t.people.nameFace}
      isOpen
      onClose={onClose}
    >
      {finding.face?.name && <p>{t.people.notThemHint(finding.face.name)}</p>}
      {error && <p role="alert">{describeError(error, t)}</p>}
      <ComboBox
        className="field"
        autoFocus
        allowsCustomValue
        menuTrigger="focus"
        inputValue={text}
        onInputChange={(next) => {
          setText(next);
          setPersonId(people.find(({ name }) => name === next)?.personId);
        }}
        onSelectionChange={(key) => key && setPersonId(String(key))}
      >
        <Label>{t.people.who}</Label>
        <div className="combo">
          <Input />
          <AriaButton className="button button-icon button-quiet" aria-label={t.people.known}>
            ▾
          </AriaButton>
        </div>
        <Popover className="popover">
          <ListBox className="menu" items={people.map((person) => ({ ...person, id: person.personId }))}>
            {(person) => (
              <ListBoxItem className="menu-item" textValue={person.name}>
                {person.portrait && (
                  <Portrait
                    picture={person.portrait.picture}
                    boundingBox={person.portrait.boundingBox}
                    size={28}
                  />
                )}
                {person.name}
                <span className="end">{t.people.photographs(person.photographs)}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      <div className="actions">
        <Button look="quiet" onPress={onClose}>
          {t.cancel}
        </Button>
        <Button look="accent" isDisabled={isSending || !text.trim()} onPress={() => void send()}>
          {personId || !text.trim() ? t.people.name : t.people.nameNew(text.trim())}
        </Button>
      </div>
    </Dialog>
  );
}
