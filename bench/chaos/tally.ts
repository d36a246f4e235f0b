// What a run of chaos has done.

export class Tally {
  /** How often each kind of step was done, and what the operator's commands did. */
  readonly did: Record<string, number> = {};
  /** Why messages were set aside before they were sent on: how many, by queue and error. */
  readonly setAside: Record<string, number> = {};

  count(what: string, times = 1): void {
    if (times > 0) this.did[what] = (this.did[what] ?? 0) + times;
  }

  countSetAside(why: string): void {
    this.setAside[why] = (this.setAside[why] ?? 0) + 1;
  }
}
