/** Chance that is the same in each run. */
export class Chance {
  constructor(private state: number) {}

  /** From 0 to 1. */
  public next(): number {
    this.state = this.state * 16_807 % 2_147_483_647;
    return this.state / 2_147_483_647;
  }

  public below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  public of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  public isOneIn(count: number): boolean {
    return this.below(count) === 0;
  }
}
