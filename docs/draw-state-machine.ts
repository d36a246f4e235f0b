// Draws the state machines from their ASL files, so that the pictures in the docs cannot lie.
//
//   node docs/draw-state-machine.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  Branches?: Machine[];
  /** Of a Map: drawn as the one branch it has. */
  ItemProcessor?: Machine;
}

interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

interface Box {
  name: string;
  type: string;
  x: number; // centre
  y: number; // top
  width: number;
  height: number;
}

// All lengths in pixels.
const BOX = { width: 190, height: 40 };
const GAP = 30;
const MARGIN = 24;
const PADDING = 22; // inside the frame of a Parallel
const TITLE = 20; // its name
const ROW_GAP = 38; // between its branches' rows: more than inside a branch

/** Of the boxes of a Parallel, so that the picture fits a page; further branches go into further rows. */
const MAX_COLUMNS = 4;

const FILL: Record<string, string> = {
  Task: '#e8f1fc',
  Choice: '#fff4d6',
  Parallel: '#f6f8fa',
  Pass: '#f1f1f1',
  Fail: '#fde7e7',
};

/** The SVG of a state machine: its longest way from top to bottom, shortcuts on the left, failures on the right. */
export function drawStateMachine(machine: Machine, title: string): string {
  const way = longestWay(machine, machine.StartAt);
  const sideways = Object.keys(machine.States).filter((name) => !way.includes(name));
  const columnWidth = Math.max(BOX.width, ...way.map((name) => stateSize(machine, name).width));
  const centre = MARGIN + 70 + columnWidth / 2;
  const right = centre + columnWidth / 2 + 60 + BOX.width / 2;

  const boxes = new Map<string, Box>();
  let y = MARGIN + 30;
  for (const name of way) {
    const size = stateSize(machine, name);
    boxes.set(name, { name, type: typeOf(machine, name), x: centre, y, ...size });
    y += size.height + GAP;
  }
  const bottom = y;
  const lastOfWay = boxes.get(way.at(-1) ?? '');
  let sideY = lastOfWay?.y ?? y;
  for (const name of sideways) {
    boxes.set(name, { name, type: typeOf(machine, name), x: right, y: sideY, ...BOX });
    sideY += BOX.height + GAP;
  }

  const parts: string[] = [];
  const first = boxes.get(machine.StartAt);
  if (first) parts.push(circle(centre, MARGIN + 6), arrow([centre, MARGIN + 12], [centre, first.y]));
  for (const [name, box] of boxes) {
    const state = machine.States[name];
    if (!state) continue;
    const branches = branchesOf(state);
    parts.push(branches ? parallel(box, branches) : labelled(box));
    parts.push(...edges(boxes, way, box, state));
  }
  if (lastOfWay) {
    parts.push(arrow([centre, lastOfWay.y + lastOfWay.height], [centre, bottom]), circle(centre, bottom + 6));
  }
  const outermost = sideways.length > 0 ? right + BOX.width / 2 : centre + columnWidth / 2;
  return svg(outermost + MARGIN, Math.max(bottom + MARGIN, sideY - GAP + MARGIN), title, parts);
}

function edges(boxes: Map<string, Box>, way: string[], from: Box, state: State): string[] {
  const drawn: string[] = [];
  for (const name of successors(state)) {
    const to = boxes.get(name);
    if (!to) continue;
    const follows = to.x !== centreOf(boxes, way) || way.indexOf(name) === way.indexOf(from.name) + 1;
    drawn.push(follows ? down(from, to) : shortcut(from, to));
  }
  for (const caught of state.Catch ?? []) {
    const to = boxes.get(caught.Next);
    if (to) drawn.push(failure(from, to));
  }
  return drawn;
}

const centreOf = (boxes: Map<string, Box>, way: string[]) => boxes.get(way[0] ?? '')?.x;

/** Every state that `state` hands on to when nothing fails. */
function successors(state: State): string[] {
  const names = [state.Next, state.Default, ...(state.Choices ?? []).map((choice) => choice.Next)];
  return [...new Set(names.filter((name) => name !== undefined))];
}

function longestWay(machine: Machine, start: string): string[] {
  const state = machine.States[start];
  const ways = state ? successors(state).map((next) => longestWay(machine, next)) : [];
  return [start, ...(ways.sort((a, b) => b.length - a.length)[0] ?? [])];
}

function branchesOf(state: State | undefined): Machine[] | undefined {
  return state?.Branches ?? (state?.ItemProcessor && [state.ItemProcessor]);
}

const typeOf = (machine: Machine, name: string) => machine.States[name]?.Type ?? 'Task';

function stateSize(machine: Machine, name: string): { width: number; height: number } {
  const branches = branchesOf(machine.States[name]);
  if (!branches) return BOX;
  const rows = toRows(branches.map(layOut));
  return {
    width: Math.max(...rows.map(widthOf)) + 2 * PADDING,
    height: rows.reduce((sum, row) => sum + heightOf(row) + ROW_GAP, TITLE + 2 * PADDING - ROW_GAP),
  };
}

/** Where the states of a branch stand, in boxes from its upper left. */
interface Layout {
  branch: Machine;
  places: Map<string, { column: number; row: number }>;
  columns: number;
  rows: number;
}

/** One task has what catches its errors below it; several stand in a column, and what catches beside each. */
function layOut(branch: Machine): Layout {
  const way = longestWay(branch, branch.StartAt);
  const places: Layout['places'] = new Map(way.map((name, row) => [name, { column: 0, row }]));
  way.forEach((name, row) => {
    for (const { Next } of branch.States[name]?.Catch ?? [])
      places.set(Next, way.length === 1 ? { column: 0, row: 1 } : { column: 1, row });
  });
  const all = [...places.values()];
  return {
    branch,
    places,
    columns: 1 + Math.max(...all.map(({ column }) => column)),
    rows: 1 + Math.max(...all.map(({ row }) => row)),
  };
}

/** As many branches in a row as fit. */
function toRows(layouts: Layout[]): Layout[][] {
  const rows: Layout[][] = [];
  for (const layout of layouts) {
    const row = rows.at(-1);
    if (row && columnsOf(row) + layout.columns <= MAX_COLUMNS) row.push(layout);
    else rows.push([layout]);
  }
  return rows;
}

const columnsOf = (row: Layout[]) => row.reduce((sum, { columns }) => sum + columns, 0);
const widthOf = (row: Layout[]) => columnsOf(row) * (BOX.width + PADDING) - PADDING;
const heightOf = (row: Layout[]) =>
  Math.max(...row.map(({ rows }) => rows)) * (BOX.height + PADDING) - PADDING;

/** Its frame, and its branches in rows, each row in the middle. */
function parallel(box: Box, branches: Machine[]): string {
  const parts = [frame(box)];
  let top = box.y + TITLE + PADDING;
  for (const row of toRows(branches.map(layOut))) {
    let left = box.x - widthOf(row) / 2;
    for (const layout of row) {
      parts.push(...drawBranch(layout, left, top));
      left += layout.columns * (BOX.width + PADDING);
    }
    top += heightOf(row) + ROW_GAP;
  }
  return parts.join('\n');
}

function drawBranch({ branch, places }: Layout, left: number, top: number): string[] {
  const boxes = new Map<string, Box>();
  for (const [name, { column, row }] of places) {
    const x = left + BOX.width / 2 + column * (BOX.width + PADDING);
    boxes.set(name, { name, type: typeOf(branch, name), x, y: top + row * (BOX.height + PADDING), ...BOX });
  }
  return [...boxes].flatMap(([name, box]) => {
    const { Next, Catch = [] } = branch.States[name] ?? {};
    const next = boxes.get(Next ?? '');
    const caught = Catch.flatMap((catcher) => boxes.get(catcher.Next) ?? []);
    return [labelled(box), ...(next ? [down(box, next)] : []), ...caught.map((to) => failure(box, to))];
  });
}

type Point = [x: number, y: number];

function down(from: Box, to: Box, dashed = false): string {
  return arrow([from.x, from.y + from.height], [to.x, to.y], dashed);
}

/** Past the states between, along the left margin. */
function shortcut(from: Box, to: Box): string {
  const rail = MARGIN + 20;
  const start: Point = [from.x - from.width / 2, from.y + from.height / 2];
  const end: Point = [to.x - to.width / 2, to.y + to.height / 2];
  return `${path([start, [rail, start[1]], [rail, end[1]], end])}\n${text(start[0] - 8, start[1] - 6, 'no', 'end')}`;
}

/** What a Catch does, dashed: below, beside, or along the right. */
function failure(from: Box, to: Box): string {
  if (from.x === to.x) return down(from, to, true);
  const start: Point = [from.x + from.width / 2, from.y + Math.min(from.height, BOX.height) / 2];
  const end: Point = start[1] < to.y ? [to.x, to.y] : [to.x - to.width / 2, to.y + to.height / 2];
  const points: Point[] = start[1] < to.y ? [start, [to.x, start[1]], end] : [start, end];
  return path(points, true);
}

function labelled(box: Box): string {
  return [
    `<rect x="${box.x - box.width / 2}" y="${box.y}" width="${box.width}" height="${box.height}" rx="${box.type === 'Choice' ? 20 : 6}" fill="${FILL[box.type] ?? '#fff'}" stroke="#57606a"${box.type === 'Pass' ? ' stroke-dasharray="4 3"' : ''}/>`,
    text(box.x, box.y + box.height / 2 + 4, box.name),
  ].join('\n');
}

function frame(box: Box): string {
  return [
    `<rect x="${box.x - box.width / 2}" y="${box.y}" width="${box.width}" height="${box.height}" rx="10" fill="${FILL.Parallel}" stroke="#57606a" stroke-dasharray="6 4"/>`,
    text(box.x, box.y + 20, box.name),
  ].join('\n');
}

const circle = (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="6" fill="#57606a"/>`;

const text = (x: number, y: number, words: string, anchor = 'middle') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;

const arrow = (from: Point, to: Point, dashed = false) => path([from, to], dashed);

function path(points: Point[], dashed = false): string {
  const d = points.map(([x, y], index) => `${index ? 'L' : 'M'}${x} ${y}`).join(' ');
  return `<path d="${d}" fill="none" stroke="#57606a" marker-end="url(#head)"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`;
}

function svg(width: number, height: number, title: string, parts: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1f2328">`,
    `<title>The states of ${title} and the ways between them</title>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#57606a"/></marker></defs>',
    `<rect width="${width}" height="${height}" rx="12" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** By its name: `statemachine/<name>.asl.json`, `docs/<name>.svg`. */
export const MACHINES = { 'process-image': 'ProcessImage', backfill: 'Backfill' };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const pictureOf = (name: string) => here(`${name}.svg`);
export const definitionOf = (name: string) => here(`../statemachine/${name}.asl.json`);

if (import.meta.main) {
  for (const [name, title] of Object.entries(MACHINES)) {
    const machine = JSON.parse(readFileSync(definitionOf(name), 'utf8'));
    writeFileSync(pictureOf(name), drawStateMachine(machine, title));
  }
}
