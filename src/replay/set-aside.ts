import type { Bucket } from './bucket';
import type { ErrorPlace } from './error-place';

/** So much is gathered before it is written. */
const PART_BYTES = 4 * 1024 * 1024;

/** Keeps the lines of one object that are not put back, each with the reason. Whoever reads them finds them in Firehose's own form. */
export class SetAside {
  /** What is written. */
  public records = 0;

  private gathered: { readonly line: number; readonly text: string }[] = [];
  private bytes = 0;

  /** @param from The line from which on lines are gathered */
  constructor(private readonly bucket: Bucket, private readonly place: ErrorPlace, private from: number) {}

  public get isEmpty(): boolean {
    return this.gathered.length === 0;
  }

  public get isFull(): boolean {
    return this.bytes >= PART_BYTES;
  }

  public add(line: number, kept: Readonly<Record<string, unknown>>, reason: string): void {
    const text = `${JSON.stringify({ ...kept, setAsideReason: reason })}\n`;
    this.gathered.push({ line, text });
    this.bytes += text.length;
  }

  /**
   * Writes what is gathered of the lines before one, and returns where. Only then may these be taken for done; those behind are read again.
   *
   * @param next The line that comes next
   */
  public async flush(next: number): Promise<string | undefined> {
    const key = this.place.setAsideKey(this.from);
    const part = this.gathered.filter(({ line }) => line < next);
    if (part.length > 0) {
      await this.bucket.write(key, Buffer.from(part.map(({ text }) => text).join('')));
      this.records += part.length;
    }
    [this.gathered, this.bytes, this.from] = [[], 0, next];
    return part.length > 0 ? key : undefined;
  }
}
