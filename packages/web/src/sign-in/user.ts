// Who is signed in, for views that must not load the whole of OpenID Connect to know it.

import { useSyncExternalStore } from 'react';

export interface SignedIn {
  /** An e-mail address. */
  name: string;
  /** Whether they see and change what is everybody's; the API decides, the page only asks for less. */
  isAdmin: boolean;
  signOut(): Promise<void>;
}

let user: SignedIn | undefined;
const listeners = new Set<() => void>();

export function setUser(next: SignedIn | undefined): void {
  user = next;
  for (const listener of listeners) listener();
}

/** Undefined where nobody is signed in, or nobody has to. */
export function useUser(): SignedIn | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => user,
  );
}

/** Whether one may do what is for administrators: also where nobody signs in, and everybody is the operator. */
export function useIsAdmin(): boolean {
  return useUser()?.isAdmin ?? true;
}
