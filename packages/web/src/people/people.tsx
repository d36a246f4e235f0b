// Who is known, whose faces have no name yet, and which names are not sure.

import type { Person } from '@image-workflow/record/api/people';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { client, queries } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { routes } from '../app/routes.ts';
import { Icon } from '../design/icon.tsx';
import { Button, Dialog, IconButton, Loading, StateView } from '../design/parts.tsx';
import { finishToasts, showToast } from '../design/toasts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { toSearch } from '../search/query.ts';
import { refreshLists } from '../timeline/photographs.tsx';
import { Faces } from './faces.tsx';
import { Portrait } from './portrait.tsx';
import './people.css';

const LIVE_MS = 10_000;

function refresh(): void {
  refreshLists();
  void queries.invalidateQueries();
}

export default function People() {
  const t = useMessages();
  const [merging, setMerging] = useState<ReadonlySet<string>>(new Set());
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['people', 'all'],
    queryFn: ({ pageParam, signal }) =>
      client.listPeople({ limit: 100, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: LIVE_MS, // earlier photographs learn of a name one by one
  });
  const people = data?.pages.flatMap(({ items }) => items) ?? [];
  const photographs = people.reduce((sum, person) => sum + person.photographs, 0);
  const toggle = (personId: string) => {
    const next = new Set(merging);
    if (!next.delete(personId)) next.add(personId);
    setMerging(next);
  };
  const merged = people.filter(({ personId }) => merging.has(personId));

  return (
    <div className="view">
      <div className="column">
        <header className="view-header">
          <h1>{t.people.title}</h1>
          {merged.length > 0 && (
            <Merge
              people={merged}
              onDone={() => setMerging(new Set())}
              onCancel={() => setMerging(new Set())}
            />
          )}
        </header>
        {error ? (
          <StateView level={2} icon="people" title={t.errors.title}>
            {describeError(error, t)}
          </StateView>
        ) : !data ? (
          <Loading />
        ) : people.length === 0 ? (
          <StateView level={2} icon="people" title={t.people.nobody}>
            {t.people.nobodyHint}
          </StateView>
        ) : (
          <ul className="people">
            {people.map((person) => (
              <PersonEntry
                key={person.personId}
                person={person}
                isMerging={merging.has(person.personId)}
                onToggle={() => toggle(person.personId)}
              />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t.more}
          </Button>
        )}
        {!error && <Faces named={photographs} onNamed={refresh} />}
      </div>
    </div>
  );
}

function PersonEntry({
  person,
  isMerging,
  onToggle,
}: {
  person: Person;
  isMerging: boolean;
  onToggle(): void;
}) {
  const t = useMessages();
  const [dialog, setDialog] = useState<'rename' | 'remove'>();
  const { personId, name, portrait, photographs, faces, mayChange } = person;
  return (
    <li className={`person ${isMerging ? 'is-merging' : ''}`}>
      <Link href={`${routes.timeline}?${toSearch([{ kind: 'person', value: name, isExcluded: false }])}`}>
        {portrait ? (
          <Portrait picture={portrait.picture} boundingBox={portrait.boundingBox} size={112} />
        ) : (
          <span className="portrait portrait-none">
            <Icon name="person" size={48} />
          </span>
        )}
        <strong>{name}</strong>
        <small>{t.people.photographs(photographs)}</small>
        <small>{t.people.faces(faces)}</small>
      </Link>
      <span className="person-actions">
        {mayChange && (
          <>
            <IconButton icon="pencil" label={t.people.rename(name)} onPress={() => setDialog('rename')} />
            <IconButton icon="people" label={t.people.mergeWith(name)} isOn={isMerging} onPress={onToggle} />
            <IconButton icon="trash" label={t.people.forget(name)} onPress={() => setDialog('remove')} />
          </>
        )}
      </span>
      {dialog === 'rename' && <Rename person={person} onClose={() => setDialog(undefined)} />}
      {dialog === 'remove' && (
        <Dialog role="alertdialog" title={t.people.forget(name)} isOpen onClose={() => setDialog(undefined)}>
          <p>{t.people.forgetHint}</p>
          <div className="actions">
            <Button look="quiet" onPress={() => setDialog(undefined)}>
              {t.cancel}
            </Button>
            <Button
              look="bad"
              onPress={() => {
                setDialog(undefined);
                client
                  .removePerson(personId)
                  .then(
                    () => showToast({ text: t.people.forgotten(name) }),
                    (reason: unknown) => showToast({ text: describeError(reason, t) }),
                  )
                  .finally(refresh);
              }}
            >
              {t.people.forgetThem}
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function Rename({ person, onClose }: { person: Person; onClose(): void }) {
  const t = useMessages();
  const [name, setName] = useState(person.name);
  const rename = async (next: string, undo?: string) => {
    try {
      await client.renamePerson(person.personId, next);
      showToast({
        text: t.people.renamed(next),
        ...(undo && { action: { label: t.undo, run: () => void rename(undo) } }),
      });
    } catch (reason) {
      showToast({ text: describeError(reason, t) });
    }
    refresh();
  };
  return (
    <Dialog title={t.people.rename(person.name)} isOpen onClose={onClose}>
      <form
        className="field"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          if (name.trim() && name.trim() !== person.name) void rename(name.trim(), person.name);
        }}
      >
        <label htmlFor="person-name">{t.people.newName}</label>
        <input
          id="person-name"
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <p>{t.people.renameHint}</p>
        <div className="actions">
          <Button look="quiet" onPress={onClose}>
            {t.cancel}
          </Button>
          <Button look="accent" type="submit" isDisabled={!name.trim()}>
            {t.people.renameIt}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** First who is chosen, then a preview of what would become of them. */
function Merge({
  people,
  onDone,
  onCancel,
}: {
  people: readonly Person[];
  onDone(): void;
  onCancel(): void;
}) {
  const t = useMessages();
  const [isAsking, ask] = useState(false);
  const [target, setTarget] = useState<string>();
  // The one with most faces is most likely the right one.
  const kept =
    people.find(({ personId }) => personId === target) ?? [...people].sort((a, b) => b.faces - a.faces)[0];
  const others = people.filter(({ personId }) => personId !== kept?.personId);
  const merge = () => {
    if (!kept) return;
    const gone = others.map(({ personId }) => personId);
    ask(false);
    onDone();
    finishToasts(); // of two merges the first may be what the second is about
    // The API has no way back from it: it is told when nobody wants Undo any more.
    showToast({
      text: t.people.merging(people.length, kept.name),
      action: { label: t.undo, run: () => {} },
      onGone: () => void send(kept.personId, gone),
    });
  };
  const send = async (personId: string, gone: string[]) => {
    try {
      const { person } = await client.mergePeople(personId, gone, { keepalive: true });
      showToast({ text: t.people.merged(person.name) });
    } catch (reason) {
      showToast({
        text: t.people.notMerged(people.length, describeError(reason, t)),
        action: { label: t.again, run: () => void send(personId, gone) },
        stays: true,
      });
    }
    refresh();
  };
  return (
    <span className="actions">
      <Button look="quiet" onPress={onCancel}>
        {t.cancel}
      </Button>
      <Button look="accent" icon="people" isDisabled={people.length < 2} onPress={() => ask(true)}>
        {t.people.merge(people.length)}
      </Button>
      <Dialog title={t.people.mergeTitle} isOpen={isAsking} onClose={() => ask(false)}>
        <p>{t.people.mergeHint}</p>
        <ul className="merge">
          {people.map((person) => (
            <li key={person.personId}>
              <label>
                <input
                  type="radio"
                  name="kept"
                  checked={person.personId === kept?.personId}
                  onChange={() => setTarget(person.personId)}
                />
                {person.portrait && (
                  <Portrait
                    picture={person.portrait.picture}
                    boundingBox={person.portrait.boundingBox}
                    size={44}
                  />
                )}
                <span>
                  <strong>{person.name}</strong>
                  <small>{t.people.photographs(person.photographs)}</small>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <p>
          {kept &&
            t.people.mergePreview(
              kept.name,
              people.reduce((sum, { faces }) => sum + faces, 0),
            )}
        </p>
        <div className="actions">
          <Button look="quiet" onPress={() => ask(false)}>
            {t.cancel}
          </Button>
          <Button look="accent" onPress={merge}>
            {t.people.mergeThem}
          </Button>
        </div>
      </Dialog>
    </span>
  );
}
