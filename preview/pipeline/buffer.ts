/** When a buffer is full: whichever comes first. */
export interface BufferHints {
  readonly seconds: number;
  readonly megabytes: number;
  /** So many at most, where a destination takes no more at once. */
  readonly records?: number;
}

/** What can be buffered. */
export interface Buffered {
  /** Arrival, milliseconds since 1970. */
  readonly arrival: number;
  readonly bytes: number;
}

/** Collects records in the order of their arrival, as Firehose does before the function and before S3. */
export class ArrivalBuffer<T extends Buffered> {
  private records: T[] = [];
  private bytes = 0;

  constructor(private readonly hints: BufferHints) {}

  /** Takes a record, and returns the full buffer that had to be emptied before. */
  public add(record: T): T[] | undefined {
    const full = this.hasExpired(record.arrival) || this.records.length === this.hints.records
      || this.bytes + record.bytes > this.hints.megabytes * 1024 * 1024;
    const batch = full && this.records.length > 0 ? this.flush() : undefined;
    this.records.push(record);
    this.bytes += record.bytes;
    return batch;
  }

  /** Returns the buffer if its interval has passed at a time. */
  public flushExpired(time: number): T[] | undefined {
    return this.hasExpired(time) ? this.flush() : undefined;
  }

  /** Empties the buffer. */
  public flush(): T[] {
    const batch = this.records;
    this.records = [];
    this.bytes = 0;
    return batch;
  }

  /** Whether the interval of the oldest record has passed at a time. */
  private hasExpired(time: number): boolean {
    return this.records.length > 0 && time - this.records[0].arrival >= this.hints.seconds * 1000;
  }
}
