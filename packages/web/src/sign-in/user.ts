// Who is signed in, for views that must not load the whole of OpenID Connect to know it.

import { useSyncExternalStore } from 'react';

export interface SignedIn {
  name: string;
}

let user: SignedIn | undefined;
let end: () => Promise<void> = async () => {};
const listeners = new Set<() => void>();

export function setUser(next: SignedIn | undefined, signOutOf: () => Promise<void>): void {
  user = next;
  end = signOutOf;
  for (const listener of listeners) listener();
}

export function signOut(): Promise<void> {
  return end();
}

export function useUser(): SignedIn | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => user,
  );
}
