import type { Customer, Verdict } from './customer';

/** The records of some objects, by whose they are. */
export class Tally {
  public records = 0;
  public mute = 0;
  private theirs = 0;
  private readonly open = new Map<string, number>();
  private readonly theirKeys = new Set<string>();

  public add(verdict: Verdict, records = 1): void {
    this.records += records;
    if (verdict.kind === 'theirs') {
      this.theirs += records;
      if (verdict.key !== undefined) {
        this.theirKeys.add(verdict.key);
      }
    } else if (verdict.kind === 'open') {
      this.open.set(verdict.key, (this.open.get(verdict.key) ?? 0) + records);
    } else if (verdict.kind === 'mute') {
      this.mute += records;
    }
  }

  /** Keys that the customer has called with. */
  public get keys(): Iterable<string> {
    return this.theirKeys;
  }

  /** How many are the customer's, by all that is known by now. */
  public countOf(customer: Customer): number {
    return [...this.open].reduce((count, [key, records]) => count + (customer.owns({ kind: 'open', key }) ? records : 0), this.theirs);
  }
}
