// Single keys and their combinations, for whoever does not reach for the mouse. They can be switched off (WCAG 2.1.4).

import { useEffect, useRef } from 'react';
import { readSetting } from './settings.ts';

export type KeyName = string; // as KeyboardEvent.key has it, upper case where a letter; `Ctrl+Z` for the one combination

/** Keys that type, or that a control uses itself, are not ours. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))
  );
}

function nameOf(event: KeyboardEvent): KeyName {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key;
}

const ALWAYS = new Set(['Escape', 'Ctrl+Z', 'ArrowLeft', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'Delete']);

/**
 * @param keys - What each key does; `false` leaves the key to the browser. Nothing happens while a dialog is open.
 */
export function useKeys(keys: Record<KeyName, (event: KeyboardEvent) => unknown>, isActive = true): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!isActive) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('.overlay, .popover')) return; // theirs while they are open
      const name = nameOf(event);
      const run = latest.current[name];
      if (!run) return;
      if (!ALWAYS.has(name) && readSetting('singleKeys') === 'off') return;
      if (run(event) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isActive]);
}
