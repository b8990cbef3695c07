import type { FailedRecord } from './objects';
import { ERRORS_PREFIX, FORWARDERS_FOLDER, SET_ASIDE_FOLDER } from '../../src/record/layout';
import { markedReplay, withoutReplays } from '../../src/record/replay-mark';

/** A record that the replay has put on a stream. */
export interface PutBack {
  readonly streamName: string;
  readonly data: Buffer;
}

/** Tells how many objects of failed records have been put back more often than once. */
export class Repeats {
  /** By the record as it is put back: how often it lies in which object. */
  private readonly lying = new Map<string, Map<string, number>>();
  private readonly put = new Map<string, number>();

  constructor(private readonly mainStream: string) {}

  /** What lies under errors/ when a slice begins. */
  public see(records: readonly FailedRecord[]): void {
    const counts = new Map<string, number>();
    for (const { key, data } of records) {
      const isSetAside = key.startsWith(`${ERRORS_PREFIX}${SET_ASIDE_FOLDER}`);
      const record = nameOf(!key.includes(FORWARDERS_FOLDER), markedReplay(isSetAside ? withoutReplays(data) : data));
      const times = (counts.get(`${key} ${record}`) ?? 0) + 1;
      counts.set(`${key} ${record}`, times);
      const keys = this.lying.get(record) ?? new Map<string, number>();
      this.lying.set(record, keys.set(key, Math.max(times, keys.get(key) ?? 0)));
    }
  }

  public take(records: readonly PutBack[]): void {
    for (const { streamName, data } of records) {
      const record = nameOf(streamName === this.mainStream, data);
      this.put.set(record, (this.put.get(record) ?? 0) + 1);
    }
  }

  /** The keys of objects whose records came again, each as often as they did. A record that lies in two objects tells nothing. */
  public keys(): string[] {
    const again = new Map<string, number>();
    for (const [record, keys] of this.lying) {
      const [[key, times]] = [...keys];
      if (keys.size === 1 && times === 1) {
        again.set(key, Math.max(again.get(key) ?? 0, (this.put.get(record) ?? 0) - 1));
      }
    }
    return [...again].flatMap(([key, times]) => Array<string>(times).fill(key));
  }
}

function nameOf(isMain: boolean, data: Buffer): string {
  return `${isMain ? 'main' : 'forwarder'} ${data.toString('latin1')}`;
}
