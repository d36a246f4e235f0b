// What the reader has chosen, kept in this browser alone.

import { useSyncExternalStore } from 'react';

export type SettingName = 'language' | 'theme' | 'singleKeys' | 'boxes' | 'uploadFeatures';

const PREFIX = 'image-workflow.';
const listeners = new Set<() => void>();

/** A browser that keeps nothing (private windows, blocked storage) only forgets. */
export function readSetting(name: SettingName): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeSetting(name: SettingName, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export function useSetting(name: SettingName): [string | undefined, (value: string) => void] {
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      addEventListener('storage', listener); // another tab has chosen
      return () => {
        listeners.delete(listener);
        removeEventListener('storage', listener);
      };
    },
    () => readSetting(name),
  );
  return [value, (next) => writeSetting(name, next)];
}
