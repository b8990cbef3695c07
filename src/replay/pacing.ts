/** Spreads bytes over time. */
export class Pace {
  private free = 0;

  constructor(private readonly bytesPerSecond: number) {}

  /** The most that goes at once: a second's worth. */
  public get atOnce(): number {
    return this.bytesPerSecond;
  }

  /** Takes the time that bytes need, and returns how long to wait for it to begin, in milliseconds. */
  public reserve(bytes: number, now: number): number {
    const start = Math.max(now, this.free);
    this.free = start + bytes / this.bytesPerSecond * 1_000;
    return start - now;
  }
}

/** Each stream has a pace of its own: what one has to wait for, another need not. */
export class Pacing {
  private readonly paces = new Map<string, Pace>();

  constructor(private readonly bytesPerSecond: number) {}

  public of(streamName: string): Pace {
    const pace = this.paces.get(streamName) ?? new Pace(this.bytesPerSecond);
    this.paces.set(streamName, pace);
    return pace;
  }
}
