// One field for every search: what is chosen becomes a token, and all tokens are the page's address.

import { type KeyboardEvent, lazy, Suspense, useId, useRef, useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useLocation, useSearch } from 'wouter';
import { routes, withSearch } from '../app/routes.ts';
import { Icon, type IconName } from '../design/icon.tsx';
import { Loading } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import type { Choice } from './choices.ts';
import type { Period } from './date-range.tsx';
import { isSameToken, parseSearch, type Token, type TokenKind, toSearch } from './query.ts';
import { useChoices } from './suggestions.ts';

const DateRange = lazy(() => import('./date-range.tsx'));

const ICONS: Record<TokenKind, IconName> = {
  label: 'tag',
  person: 'person',
  text: 'text',
  keyword: 'tag',
  camera: 'camera',
  place: 'place',
  status: 'flow',
  from: 'clock',
  to: 'clock',
  near: 'place',
};

export function SearchField() {
  const t = useMessages();
  const format = useFormat();
  const search = useSearch();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const tokens = parseSearch(search);
  const choices = useChoices(text, isOpen, t);
  const chosen = Math.min(at, choices.length - 1);

  const go = (next: Token[]) => navigate(withSearch(routes.timeline, toSearch(next)));
  const add = (choice: Choice) => {
    const fresh = choice.tokens.filter((token) => !tokens.some((known) => isSameToken(known, token)));
    // There is one beginning and one end.
    const isSingle = ({ kind }: Token) => kind === 'from' || kind === 'to' || kind === 'near';
    const kept = tokens.filter(({ kind }) => !fresh.some((token) => isSingle(token) && token.kind === kind));
    setText('');
    setOpen(false);
    go([...kept, ...fresh]);
  };
  const remove = (token: Token) => go(tokens.filter((known) => !isSameToken(known, token)));

  const press = (event: KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        if (!isOpen) return setOpen(true);
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setAt((chosen + step + choices.length) % Math.max(1, choices.length));
        return;
      }
      case 'Enter': {
        const choice = choices[chosen];
        if (isOpen && choice && (text || at > 0)) add(choice);
        return;
      }
      case 'Backspace': {
        const last = tokens.at(-1);
        if (text === '' && last) remove(last);
        return;
      }
      case 'Escape':
        event.preventDefault();
        if (isOpen) setOpen(false);
        else input.current?.blur();
    }
  };

  return (
    <div className="search" role="search">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger aim for the field inside */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field is reached by Tab */}
      <div className="search-field" onClick={() => input.current?.focus()}>
        <Icon name="search" />
        {tokens.map((token) => (
          <span
            key={`${token.isExcluded}${token.kind}${token.value}`}
            className={`token ${token.isExcluded ? 'is-not' : ''}`}
          >
            <Icon name={ICONS[token.kind]} size={14} />
            <span>
              {token.isExcluded && <em>{t.search.not}</em>}{' '}
              {(token.kind === 'from' || token.kind === 'to') && <em>{t.search.kinds[token.kind]}</em>}{' '}
              {token.kind === 'status' ? t.statuses[token.value as 'FAILED'] : token.value}
            </span>
            <button
              type="button"
              aria-label={t.search.removeToken(token.value)}
              onClick={() => remove(token)}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        ))}
        <input
          id="search-input"
          ref={input}
          value={text}
          role="combobox"
          aria-label={t.search.title}
          aria-expanded={isOpen && choices.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && choices.length > 0 ? `${listId}-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          placeholder={tokens.length === 0 ? t.search.placeholder : ''}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
        />
        {tokens.length === 0 && !text && <kbd aria-hidden="true">/</kbd>}
        <TimeButton
          from={tokens.find(({ kind }) => kind === 'from')?.value}
          to={tokens.find(({ kind }) => kind === 'to')?.value}
          onChoose={(period) =>
            go([...tokens.filter(({ kind }) => kind !== 'from' && kind !== 'to'), ...toTokens(period)])
          }
        />
        {tokens.length > 0 && (
          <button type="button" className="search-clear" aria-label={t.search.clear} onClick={() => go([])}>
            <Icon name="close" size={16} />
          </button>
        )}
      </div>
      <div
        className="search-choices"
        id={listId}
        role="listbox"
        aria-label={t.search.suggestions}
        hidden={!isOpen || choices.length === 0}
      >
        {choices.map((choice, index) => {
          const kind = choice.tokens[0]?.kind ?? 'label';
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does it
            <div
              key={`${kind}${choice.title}`}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              className="search-choice"
              onPointerMove={() => setAt(index)}
              onPointerDown={(event) => event.preventDefault()} // the field keeps its focus
              onClick={() => add(choice)}
            >
              <Icon name={ICONS[kind]} size={18} />
              <span>
                {choice.tokens[0]?.isExcluded && <em>{t.search.not}</em>} {choice.title}
              </span>
              <small>
                {t.search.kinds[choice.tokens.length > 1 ? 'time' : kind]}
                {choice.count !== undefined && ` · ${format.number(choice.count)}`}
              </small>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function toTokens({ from, to }: Period): Token[] {
  return [
    ...(from ? [{ kind: 'from', value: from, isExcluded: false } as const] : []),
    ...(to ? [{ kind: 'to', value: to, isExcluded: false } as const] : []),
  ];
}

function TimeButton({ onChoose, ...period }: Period & { onChoose(period: Period): void }) {
  const t = useMessages();
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className="search-time" aria-label={t.search.time}>
        <Icon name="calendar" size={18} />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Dialog aria-label={t.search.time}>
          <Suspense fallback={<Loading />}>
            <DateRange
              {...period}
              onChoose={(chosen) => {
                setOpen(false);
                onChoose(chosen);
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
