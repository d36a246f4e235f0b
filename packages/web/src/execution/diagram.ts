// Where each state of the machine stands: the way from top to bottom, the branches of the parallel state side by side.

import machine from '../../../../statemachine/process-image.asl.json' with { type: 'json' };

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  Branches?: Machine[];
}

interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

/** Pixels; `x` and `y` are the upper left corner. */
export interface Box {
  name: string;
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** From the middle of the lower edge of one box to that of the upper edge of another. */
export interface Edge {
  from: string;
  to: string;
  kind: 'next' | 'skip' | 'caught';
}

export interface Diagram {
  width: number;
  height: number;
  boxes: Box[];
  /** The frame of the parallel state. */
  frames: Box[];
  edges: Edge[];
}

const BOX = { width: 198, height: 46 };
const GAP = { x: 16, y: 30 };
const PADDING = 20;
const TITLE = 26;
const MARGIN = 12;
const LANE = 34; // on the left, for the ways that pass states by

export function layOut(columns: number, asl: Machine = machine as unknown as Machine): Diagram {
  const boxes: Box[] = [];
  const frames: Box[] = [];
  const edges: Edge[] = [];
  const way = longestWay(asl, asl.StartAt);
  const branchesOf = (name: string) => asl.States[name]?.Branches;
  const widest = Math.max(
    ...way.map((name) =>
      branchesOf(name) ? parallelSize(branchesOf(name) ?? [], columns).width : BOX.width,
    ),
  );
  const width = widest + 2 * MARGIN + LANE;
  const centre = LANE + (width - LANE) / 2;
  let y = MARGIN;

  for (const name of way) {
    const state = asl.States[name];
    if (!state) continue;
    if (state.Branches) {
      const size = parallelSize(state.Branches, columns);
      const x = centre - size.width / 2;
      frames.push(toBox(name, state, x, y, size));
      placeBranches(state.Branches, columns, x, y, boxes, edges);
      y += size.height + GAP.y;
    } else {
      boxes.push(toBox(name, state, centre - BOX.width / 2, y, BOX));
      y += BOX.height + GAP.y;
    }
    for (const next of successors(state)) {
      edges.push({
        from: name,
        to: next,
        kind: way.indexOf(next) === way.indexOf(name) + 1 ? 'next' : 'skip',
      });
    }
  }
  // Where failures end stands beside the end of the way.
  const sideways = Object.keys(asl.States).filter((name) => !way.includes(name));
  sideways.forEach((name, index) => {
    const state = asl.States[name];
    if (!state) return;
    const isNarrow = width < 3 * BOX.width + 4 * GAP.x;
    const x = isNarrow ? centre - BOX.width / 2 : width - MARGIN - BOX.width;
    const top = isNarrow
      ? y + index * (BOX.height + GAP.y)
      : y -
        (BOX.height + GAP.y) +
        (index - sideways.length + 1) * (BOX.height + GAP.y) +
        (sideways.length - 1) * (BOX.height + GAP.y);
    boxes.push(toBox(name, state, x, top, BOX));
    for (const next of successors(state)) edges.push({ from: name, to: next, kind: 'next' });
  });
  const bottom = Math.max(...[...boxes, ...frames].map((box) => box.y + box.height));
  return { width, height: bottom + MARGIN, boxes, frames, edges };
}

function placeBranches(
  branches: readonly Machine[],
  columns: number,
  left: number,
  top: number,
  boxes: Box[],
  edges: Edge[],
): void {
  // One row for each stretch of branches; only a row that has a longer branch is higher.
  let y = top + TITLE + PADDING / 2;
  for (let start = 0; start < branches.length; start += columns) {
    const row = branches.slice(start, start + columns);
    const rowWidth = row.length * (BOX.width + GAP.x) - GAP.x;
    const full = Math.min(columns, branches.length) * (BOX.width + GAP.x) - GAP.x;
    row.forEach((branch, column) => {
      const x = left + PADDING + (full - rowWidth) / 2 + column * (BOX.width + GAP.x);
      const way = longestWay(branch, branch.StartAt);
      way.forEach((name, index) => {
        const state = branch.States[name];
        if (state) boxes.push(toBox(name, state, x, y + index * (BOX.height + GAP.y * 0.6), BOX));
        const next = way[index + 1];
        if (next) edges.push({ from: name, to: next, kind: 'next' });
      });
    });
    y += heightOfRow(row) + GAP.y * 0.6;
  }
}

function heightOfRow(row: readonly Machine[]): number {
  const longest = Math.max(...row.map((branch) => longestWay(branch, branch.StartAt).length));
  return longest * BOX.height + (longest - 1) * GAP.y * 0.6;
}

function parallelSize(branches: readonly Machine[], columns: number): { width: number; height: number } {
  const across = Math.min(columns, branches.length);
  let height = TITLE + PADDING * 1.5 - GAP.y * 0.6;
  for (let start = 0; start < branches.length; start += columns) {
    height += heightOfRow(branches.slice(start, start + columns)) + GAP.y * 0.6;
  }
  return { width: across * (BOX.width + GAP.x) - GAP.x + 2 * PADDING, height };
}

function toBox(
  name: string,
  state: State,
  x: number,
  y: number,
  size: { width: number; height: number },
): Box {
  return { name, type: state.Type, x, y, ...size };
}

function successors(state: State): string[] {
  const names = [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)];
  return [...new Set(names.filter((name) => name !== undefined))];
}

function longestWay(asl: Machine, start: string): string[] {
  const state = asl.States[start];
  const ways = state ? successors(state).map((next) => longestWay(asl, next)) : [];
  return [start, ...(ways.sort((a, b) => b.length - a.length)[0] ?? [])];
}
