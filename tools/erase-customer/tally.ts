import type { Customer, Verdict } from './customer';

/** The records of some objects, by whose they are. */
export class Tally {
  public records = 0;
  public mute = 0;
  private theirs = 0;
  private readonly open = new Map<string, number>();

  public add(verdict: Verdict, records = 1): void {
    this.records += records;
    if (verdict.kind === 'theirs') {
      this.theirs += records;
    } else if (verdict.kind === 'open') {
      this.open.set(verdict.key, (this.open.get(verdict.key) ?? 0) + records);
    } else if (verdict.kind === 'mute') {
      this.mute += records;
    }
  }

  /** How many are the customer's, by all that is known by now. */
  public countOf(customer: Customer): number {
    return this.theirs + this.openOf((verdict) => customer.owns(verdict));
  }

  /** How many can be the customer's as well as somebody else's. */
  public ambiguousOf(customer: Customer): number {
    return this.openOf((verdict) => customer.isAmbiguous(verdict));
  }

  private openOf(counts: (verdict: Verdict) => boolean): number {
    return [...this.open].reduce((sum, [key, records]) => sum + (counts({ kind: 'open', key }) ? records : 0), 0);
  }
}
