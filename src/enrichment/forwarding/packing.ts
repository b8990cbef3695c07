import type { PackedRecord } from '../../delivery/hand-over';

/** Firehose bills each record as a multiple of 5 KB, which a line alone would not fill. */
const PACKED_BYTES = 64 * 1024;

/** Packs lines into records as large as is sensible, in their order; where a receiver takes one line a record, one each. */
export function pack(lines: readonly string[], severalLines: boolean): PackedRecord[] {
  const packed: PackedRecord[] = [];
  let gathered: Buffer[] = [];
  let bytes = 0;
  const close = () => {
    if (gathered.length > 0) {
      packed.push({ data: Buffer.concat(gathered), lines: gathered.length });
      [gathered, bytes] = [[], 0];
    }
  };
  for (const line of lines) {
    const data = Buffer.from(line, 'utf8');
    if (!severalLines || bytes + data.length > PACKED_BYTES) {
      close();
    }
    gathered.push(data);
    bytes += data.length;
  }
  close();
  return packed;
}
