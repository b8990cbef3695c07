const MODULUS = 2 ** 31 - 1;

/** Random numbers that are the same for the same seed. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = 1 + Math.abs(Math.trunc(seed)) % (MODULUS - 1);
    // seeds that are near one another would begin alike
    Array.from({ length: 10 }, () => this.next());
  }

  /** From 0 to below 1 (Lehmer's generator, with the multiplier of MINSTD). */
  public next(): number {
    this.state = this.state * 48_271 % MODULUS;
    return (this.state - 1) / (MODULUS - 1);
  }

  /** A whole number from 0 to below a limit. */
  public below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** One of the items, each as likely as its weight says. */
  public weighted<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    const found = items.find(([, weight]) => (left -= weight) < 0) ?? items[items.length - 1];
    return found[0];
  }

  /** Log-normal, as latencies are: half of the values are below the median. */
  public logNormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(spread * normal);
  }

  /** Lower-case letters and digits. */
  public id(length: number): string {
    let id = '';
    while (id.length < length) {
      id += this.below(36).toString(36);
    }
    return id;
  }

  /** Hexadecimal digits, six at a time. */
  public hex(length: number): string {
    let digits = '';
    while (digits.length < length) {
      digits += this.below(2 ** 24).toString(16).padStart(6, '0');
    }
    return digits.slice(0, length);
  }

  public uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
