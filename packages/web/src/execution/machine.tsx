// The state machine as it runs: icon, word and colour for each state, so that none of them carries the meaning alone.

import type { ExecutionState, StateStatus } from '@image-workflow/record/api/executions';
import { useMemo } from 'react';
import { Icon, type IconName } from '../design/icon.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { type Box, type Edge, layOut } from './diagram.ts';

export const STATUS_ICONS: Record<StateStatus, IconName> = {
  WAITING: 'clock',
  RUNNING: 'running',
  SUCCEEDED: 'check',
  SKIPPED: 'skip',
  CAUGHT: 'caught',
  FAILED: 'error',
};

export function MachineView({
  states,
  columns,
  chosen,
  now,
  onChoose,
}: {
  states: readonly ExecutionState[];
  /** Branches side by side. */
  columns: number;
  chosen: string | undefined;
  /** Milliseconds since 1970: what runs counts up to it. */
  now: number;
  onChoose(name: string): void;
}) {
  const t = useMessages();
  const { width, height, boxes, frames, edges } = useMemo(() => layOut(columns), [columns]);
  const byName = new Map(states.map((state) => [state.name, state]));
  const places = new Map([...boxes, ...frames].map((box) => [box.name, box]));
  return (
    <svg
      className="machine"
      viewBox={`0 0 ${width} ${height}`}
      style={{ maxWidth: width }}
      role="group"
      aria-label={t.execution.machine}
    >
      {frames.map((frame) => (
        <g key={frame.name} className={`frame state-${byName.get(frame.name)?.status ?? 'WAITING'}`}>
          <rect x={frame.x} y={frame.y} width={frame.width} height={frame.height} rx="14" />
          <text x={frame.x + 18} y={frame.y + 22}>
            {frame.name}
          </text>
        </g>
      ))}
      {edges.map((edge) => (
        <EdgeLine key={`${edge.from}${edge.to}`} edge={edge} places={places} byName={byName} />
      ))}
      {boxes.map((box) => (
        <StateBox
          key={box.name}
          box={box}
          state={byName.get(box.name)}
          isChosen={chosen === box.name}
          now={now}
          onChoose={onChoose}
        />
      ))}
    </svg>
  );
}

function EdgeLine({
  edge,
  places,
  byName,
}: {
  edge: Edge;
  places: Map<string, Box>;
  byName: Map<string, ExecutionState>;
}) {
  const from = places.get(edge.from);
  const to = places.get(edge.to);
  if (!from || !to) return null;
  const isTaken =
    isEntered(byName.get(edge.from)) &&
    isEntered(byName.get(edge.to)) &&
    (edge.kind !== 'skip' || !isEntered(byName.get('AnalyzeImage'))); // what went on did not pass it by
  const start = { x: from.x + from.width / 2, y: from.y + from.height };
  const end = { x: to.x + to.width / 2, y: to.y };
  const lane = 16;
  const path =
    edge.kind === 'skip'
      ? `M${from.x} ${from.y + from.height / 2}H${lane + 12}q-12 0-12 12V${to.y + to.height / 2 - 12}q0 12 12 12H${to.x}`
      : `M${start.x} ${start.y}C${start.x} ${(start.y + end.y) / 2} ${end.x} ${(start.y + end.y) / 2} ${end.x} ${end.y}`;
  return <path d={path} className={`edge edge-${edge.kind} ${isTaken ? 'is-taken' : ''}`} />;
}

const isEntered = (state: ExecutionState | undefined) =>
  state !== undefined &&
  state.status !== 'WAITING' &&
  (state.status !== 'SKIPPED' || state.enteredAt !== undefined);

function StateBox({
  box,
  state,
  isChosen,
  now,
  onChoose,
}: {
  box: Box;
  state: ExecutionState | undefined;
  isChosen: boolean;
  now: number;
  onChoose(name: string): void;
}) {
  const t = useMessages();
  const format = useFormat();
  const status = state?.status ?? 'WAITING';
  const word = t.execution.states[status];
  const elapsed = state && elapsedMs(state, now);
  const attempts = state?.attempts.length ?? 0;
  const line = [
    word,
    attempts > 1 ? t.execution.attempt(attempts) : undefined,
    elapsed === undefined || status === 'SKIPPED' ? undefined : format.duration(elapsed),
  ]
    .filter(Boolean)
    .join(' · ');
  const choose = () => onChoose(box.name);
  return (
    <g
      role="button"
      tabIndex={0}
      aria-pressed={isChosen}
      className={`state-box state-${status} ${isChosen ? 'is-chosen' : ''}`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx="10" />
      <g transform={`translate(${box.x + 10} ${box.y + 14})`}>
        <Icon
          name={STATUS_ICONS[status]}
          size={18}
          className={status === 'RUNNING' ? 'spinner' : undefined}
        />
      </g>
      <text x={box.x + 36} y={box.y + 20} className="state-name">
        {box.name}
      </text>
      <text x={box.x + 36} y={box.y + 36} className="state-line">
        {line}
      </text>
    </g>
  );
}

/** @returns Milliseconds from entering to leaving, or until now. */
export function elapsedMs(
  state: Pick<ExecutionState, 'enteredAt' | 'leftAt'>,
  now: number,
): number | undefined {
  if (!state.enteredAt) return undefined;
  const end = state.leftAt ? Date.parse(state.leftAt) : now;
  return Math.max(0, end - Date.parse(state.enteredAt));
}
