// Short news at the foot of the page, with one thing to do about it. Read aloud; gone by themselves, never while looked at.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useMessages } from '../i18n/messages.tsx';
import { Button, IconButton } from './parts.tsx';

export interface Toast {
  text: string;
  action?: { label: string; run(): void };
  /** What cannot be taken back is done when this is gone and its action was not taken. */
  onGone?(): void;
  /** It goes when somebody sends it away. */
  stays?: boolean;
}

const SHOWN_MS = 9_000; // long enough to read, to reach for Undo, and to change one's mind

let toasts: readonly (Toast & { id: number })[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: typeof toasts): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function showToast(toast: Toast): void {
  const pushedOut = toasts.slice(0, -2);
  change([...toasts.slice(-2), { ...toast, id: nextId++ }]);
  for (const { onGone } of pushedOut) onGone?.();
}

/** Does now what waits for its news to be gone: nothing is lost with the page, and what comes next finds it done. */
export function finishToasts(): void {
  for (const { id, onGone } of toasts) if (onGone) hideToast(id);
}

addEventListener('pagehide', finishToasts);

function hideToast(id: number, { isTaken = false } = {}): void {
  const hidden = toasts.find((toast) => toast.id === id);
  change(toasts.filter((toast) => toast.id !== id));
  if (!isTaken) hidden?.onGone?.();
}

/** Runs the newest toast's action, as Ctrl+Z does. @returns Whether there was one. */
export function runLatestAction(): boolean {
  const latest = toasts.findLast(({ action }) => action);
  if (!latest) return false;
  latest.action?.run();
  hideToast(latest.id, { isTaken: true });
  return true;
}

export function Toasts() {
  const t = useMessages();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  const [isHeld, setHeld] = useState(false);
  const first = shown.find(({ stays }) => !stays)?.id;
  useEffect(() => {
    if (first === undefined || isHeld) return;
    const timer = setTimeout(() => hideToast(first), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [first, isHeld]);

  return (
    <section className="toasts" aria-label={t.notifications}>
      <div aria-live="polite" style={{ display: 'contents' }}>
        {shown.map(({ id, text, action }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while it is looked at
          <div
            key={id}
            className="toast"
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <span>{text}</span>
            {action && (
              <Button
                look="quiet"
                onPress={() => {
                  action.run();
                  hideToast(id, { isTaken: true });
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton icon="close" label={t.close} onPress={() => hideToast(id)} />
          </div>
        ))}
      </div>
    </section>
  );
}
