// What happens in one run of chaos: the same seed, the same steps in the same order.

import { Random } from '../account/random.ts';
import { type Change, change, listChanges, type Version } from './versions.ts';

/** Something done to one photograph's original. S3 tells of each by one event, in the order of the changes. */
export type ChangeStep = { key: string } & Change;

/** S3's event of a photograph's `event`-th change arrives. Often it is not the first time, or too late, or too early. */
export interface DeliverStep {
  do: 'deliver';
  key: string;
  event: number;
}

/** Shares, 0 to 1, of the calls that fail from here on. */
export interface FaultsStep {
  do: 'faults';
  rekognition: { throttle: number; errors: Readonly<Record<string, string>> };
  services: Readonly<Record<string, number>>;
}

export type Step =
  | ChangeStep
  | DeliverStep
  | FaultsStep
  /** A finished photograph is run again, as `npm run reprocess` does. */
  | { do: 'run again'; key: string }
  /** One process of a function ends in the middle of whatever it does. `pick` is 0 to 1, of those that there are. */
  | { do: 'kill function'; pick: number }
  /** `kill -9` of the whole local cloud, so many milliseconds after its state was saved, and a start. */
  | { do: 'kill emulator'; afterMs: number };

/** A file somebody uploads. Two photographs may have the same one. */
export interface Picture {
  kind: 'jpeg' | 'png' | 'webp' | 'text' | 'empty';
  /** Pixels. A preview below 80 is shown to nobody but thumbnails. */
  width: number;
  height: number;
  /** As `x-amz-meta-features` says; absent: what the stack has. */
  features: string | undefined;
}

export interface Plan {
  seed: number;
  photographs: number;
  pictures: readonly Picture[];
  steps: readonly Step[];
}

/** Time in the plan: one photograph is born in each unit. */
const AT_ONCE = 0.3;
const LONG = 60;
const FEATURES = ['labels', 'labels,text', 'faces,people', 'moderation', undefined] as const;
const FAILING_SERVICES = ['s3', 'dynamodb', 'sqs', 'states'] as const;
/** Of Rekognition's calls, from the first step to the end. */
export const THROTTLE = 0.3;

export function toPlan(seed: number, photographs: number): Plan {
  const random = new Random(seed);
  const pictures: Picture[] = [];
  const timed: { at: number; step: Step }[] = [];
  for (let number = 0; number < photographs; number++) {
    timed.push(...toLife(random, `chaos/${String(number).padStart(5, '0')}`, number, pictures));
  }
  timed.push(...toAccidents(random, photographs));
  timed.sort((one, other) => one.at - other.at); // stable: no event comes before its change
  return { seed, photographs, pictures, steps: timed.map(({ step }) => step) };
}

/** All that is done to one photograph, and when its events arrive. */
function toLife(random: Random, key: string, bornAt: number, pictures: Picture[]) {
  const steps: { at: number; step: Step }[] = [];
  let versions: readonly Version[] = [];
  let at = bornAt + random.next();
  for (let event = 0, goesOn = true; goesOn; event++) {
    const next = toChange(random, versions, pictures);
    versions = change(versions, next);
    steps.push({ at, step: { key, ...next } });
    for (const delay of toDelays(random)) steps.push({ at: at + delay, step: { do: 'deliver', key, event } });
    goesOn = random.next() < (event === 0 ? 0.5 : 0.55);
    at += random.next() < 0.5 ? random.between(0, AT_ONCE) : random.between(5, LONG);
  }
  if (random.next() < 0.05) steps.push({ at: at + random.between(20, LONG), step: { do: 'run again', key } });
  return steps;
}

function toChange(random: Random, versions: readonly Version[], pictures: Picture[]): Change {
  const what = pick(random, listChanges(versions));
  return what === 'put' ? { do: 'put', picture: toPicture(random, pictures) } : { do: what };
}

/** One of the pictures, mostly a new one. @returns Its number. */
function toPicture(random: Random, pictures: Picture[]): number {
  if (pictures.length > 0 && random.next() < 0.1) return Math.floor(random.between(0, pictures.length));
  const chance = random.next();
  const kind =
    chance < 0.75
      ? 'jpeg'
      : chance < 0.85
        ? 'png'
        : chance < 0.93
          ? 'webp'
          : chance < 0.98
            ? 'text'
            : 'empty';
  const [least, most] = random.next() < 0.7 ? [24, 79] : [80, 160];
  const edge = () => Math.floor(random.between(least, most + 1));
  return pictures.push({ kind, width: edge(), height: edge(), features: pick(random, FEATURES) }) - 1;
}

/** How long after its change each delivery of an event comes: at least one, and mostly at once. */
function toDelays(random: Random): number[] {
  const chance = random.next();
  const first = chance < 0.7 ? 0 : chance < 0.9 ? random.between(0, 10) : random.between(10, LONG);
  const copies = random.next() < 0.2 ? (random.next() < 0.2 ? 2 : 1) : 0;
  return [first, ...Array.from({ length: copies }, () => first + random.between(0, 1.5 * LONG))];
}

function toAccidents(random: Random, photographs: number): { at: number; step: Step }[] {
  const end = photographs + LONG / 2;
  const steps: { at: number; step: Step }[] = [];
  const well: FaultsStep = { do: 'faults', rekognition: { throttle: THROTTLE, errors: {} }, services: {} };
  steps.push({ at: 0, step: well });
  const failing: (() => Partial<FaultsStep>)[] = [
    () => ({ services: toServiceShares(random) }),
    () => ({ rekognition: { throttle: THROTTLE, errors: { DetectLabels: 'AccessDeniedException' } } }), // for good
    () => ({ rekognition: { throttle: THROTTLE, errors: { DetectText: 'InternalServerError' } } }), // is tried again
  ];
  const windows = Math.max(failing.length, Math.round(photographs / 40));
  for (let window = 0; window < windows; window++) {
    const at = random.between(0.05, 0.9) * end;
    const step = { ...well, ...failing[window % failing.length]?.() };
    steps.push({ at, step }, { at: at + random.between(3, 0.3 * LONG), step: well });
  }
  for (let at = random.between(2, 15); at < end; at += random.between(5, 20)) {
    steps.push({ at, step: { do: 'kill function', pick: random.next() } });
  }
  const kills = Math.max(1, Math.min(4, Math.round(photographs / 500)));
  for (let kill = 0; kill < kills; kill++) {
    const at = ((kill + random.between(0.3, 0.8)) / kills) * photographs;
    steps.push({ at, step: { do: 'kill emulator', afterMs: Math.round(random.between(200, 3_000)) } });
  }
  return steps;
}

function toServiceShares(random: Random): Record<string, number> {
  return Object.fromEntries(FAILING_SERVICES.map((service) => [service, random.between(0.05, 0.25)]));
}

export function isChange(step: Step): step is ChangeStep {
  return ['put', 'delete', 'restore', 'erase newest', 'erase oldest'].includes(step.do);
}

/** @returns What each key holds in the end. */
export function toOutcome({ steps }: Pick<Plan, 'steps'>): Map<string, Version[]> {
  const outcome = new Map<string, Version[]>();
  for (const step of steps) {
    if (isChange(step)) outcome.set(step.key, change(outcome.get(step.key) ?? [], step));
  }
  return outcome;
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random.between(0, items.length))] as Item;
}
