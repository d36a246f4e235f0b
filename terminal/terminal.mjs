// What a person sees while something takes long: lines that stay, and below them lines that change in place.
// Plain JavaScript without dependencies, because it runs before anything is installed.

const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const REDRAW_MS = 100;
/** On a terminal that cannot redraw (a pipe, a log), a step that still runs says so this often. */
const REPEAT_MS = 15_000;
/** Steps shorter than this leave no trace. */
const WORTH_SAYING_MS = 1_000;

/**
 * @typedef {object} Terminal
 * @property {boolean} isLive - Whether lines can change in place.
 * @property {(text?: string, to?: NodeJS.WriteStream) => void} print - Prints text that stays. `to` may be another
 *   stream that shows on the same screen.
 * @property {(lines: () => string[]) => () => void} live - Shows lines that change in place until the returned function
 *   is called.
 * @property {<Result>(title: string, work: (report: (detail: string) => void) => Promise<Result>) => Promise<Result>} step
 *   Shows a title, its latest detail and its elapsed time while `work` runs.
 */

/**
 * Standard error of this process as a terminal. Standard output stays free for results.
 *
 * @param {NodeJS.WriteStream} stream
 * @returns {Terminal}
 */
export function createTerminal(stream = process.stderr) {
  const isLive = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
  /** @type {Set<() => string[]>} */
  const sources = new Set();
  let drawnLines = 0;
  let frame = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;

  function erase() {
    if (drawnLines > 0) stream.write(`\x1b[${drawnLines}F\x1b[J`);
    drawnLines = 0;
  }

  function draw() {
    const height = Math.max(1, (stream.rows ?? 24) - 1);
    const lines = [...sources].flatMap((lines) => lines()).slice(0, height);
    const width = (stream.columns ?? 80) - 1;
    erase();
    for (const line of lines) stream.write(`${cut(line, width)}\n`);
    drawnLines = lines.length;
    frame += 1;
  }

  /** Prints text that stays, above what changes in place. `to` may be another stream that shows on the same screen. */
  function print(text = '', to = stream) {
    erase();
    to.write(`${text}\n`);
    if (isLive && sources.size > 0) draw();
  }

  /**
   * Shows lines that change in place until the returned function is called. Does nothing where the terminal cannot.
   *
   * @param {() => string[]} lines
   */
  function live(lines) {
    if (!isLive) return () => {};
    sources.add(lines);
    timer ??= setInterval(draw, REDRAW_MS).unref();
    return () => {
      if (!sources.delete(lines)) return;
      if (sources.size > 0) return draw();
      clearInterval(timer);
      timer = undefined;
      erase();
    };
  }

  /**
   * Runs `work` and shows its title, its latest detail and its elapsed time, if it takes longer than a second.
   *
   * @template Result
   * @param {string} title - What is done, as in "Install the SAM CLI".
   * @param {(report: (detail: string) => void) => Promise<Result>} work
   * @returns {Promise<Result>}
   */
  async function step(title, work) {
    const startedAt = Date.now();
    let detail = '';
    const line = () => [title, seconds(Date.now() - startedAt), detail].filter(Boolean).join('  ');
    const spinner = () => SPINNER[frame % SPINNER.length];

    const hide = live(() => (Date.now() - startedAt < WORTH_SAYING_MS ? [] : [`${spinner()} ${line()}`]));
    const sayFirst = isLive ? undefined : setTimeout(() => print(`… ${title}`), WORTH_SAYING_MS);
    const sayAgain = isLive ? undefined : setInterval(() => print(`… ${line()}`), REPEAT_MS);
    const finish = (/** @type {string} */ sign) => {
      clearTimeout(sayFirst);
      clearInterval(sayAgain);
      hide();
      if (sign === '✗' || Date.now() - startedAt >= WORTH_SAYING_MS) {
        print(`${sign} ${title}  ${seconds(Date.now() - startedAt)}`);
      }
    };

    try {
      const result = await work((text) => {
        detail = text;
      });
      finish('✓');
      return result;
    } catch (error) {
      finish('✗');
      throw error;
    }
  }

  return { isLive, print, live, step };
}

/** `0.4 s`, `48 s`, `2 min 5 s`. */
export function seconds(/** @type {number} */ ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Cuts a line that would wrap, because a wrapped line cannot be erased. Escape sequences take no room. */
function cut(/** @type {string} */ line, /** @type {number} */ width) {
  let room = width;
  let result = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours start with the escape character
  for (const part of line.match(/\x1b\[[0-9;]*m|[^\x1b]/gu) ?? []) {
    if (part.startsWith('\x1b')) result += part;
    else if (room > 0) {
      result += part;
      room -= 1;
    }
  }
  return result;
}
