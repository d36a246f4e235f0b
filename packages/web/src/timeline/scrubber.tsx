// The months along the right edge: where one is, and a way to any other.

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { monthAt, toMarks, toYears } from './marks.ts';
import { rowAt } from './place.ts';
import type { TimelineRow } from './rows.ts';

export function Scrubber({
  rows,
  offsets,
  scroller,
}: {
  rows: readonly TimelineRow[];
  offsets: readonly number[];
  scroller: RefObject<HTMLDivElement | null>;
}) {
  const t = useMessages();
  const format = useFormat();
  const marks = useMemo(() => toMarks(rows, offsets), [rows, offsets]);
  const bar = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<{ month: string; ratio: number }>();
  const [at, setAt] = useState(0);
  const height = offsets.at(-1) ?? 0;

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setAt(rowAt(element.scrollTop, offsets));
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [scroller, offsets]);

  if (marks.length < 2) return null;
  const month = rows[at]?.month ?? marks[0]?.month ?? '';
  const index = Math.max(
    0,
    marks.findIndex((mark) => mark.month === month),
  );

  const ratioOf = (event: PointerEvent) => {
    const box = bar.current?.getBoundingClientRect();
    return box ? Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)) : 0;
  };
  const point = (event: PointerEvent) => {
    const ratio = ratioOf(event);
    setShown({ month: monthAt(marks, ratio * height), ratio });
    if (event.buttons === 1) scroller.current?.scrollTo({ top: ratio * height });
  };
  const press = (event: KeyboardEvent) => {
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: marks.length - 1 }[event.key];
    const mark = next === undefined ? undefined : marks[next];
    if (!mark) return;
    event.preventDefault();
    scroller.current?.scrollTo({ top: mark.top });
  };

  return (
    <div
      ref={bar}
      className="scrubber"
      role="slider"
      tabIndex={0}
      aria-label={t.timeline.months}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={marks.length - 1}
      aria-valuenow={index}
      aria-valuetext={format.month(month)}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point({ ...event, buttons: 1 } as PointerEvent);
      }}
      onPointerMove={point}
      onPointerLeave={() => setShown(undefined)}
    >
      {toYears(marks, height).map(({ year, ratio }) => (
        <span key={year} className="scrubber-year" style={{ top: `${ratio * 100}%` }}>
          {year}
        </span>
      ))}
      <i className="scrubber-at" style={{ top: `${((offsets[at] ?? 0) / height) * 100}%` }} />
      {shown && (
        <span className="scrubber-month" style={{ top: `${shown.ratio * 100}%` }}>
          {format.month(shown.month)}
        </span>
      )}
    </div>
  );
}
