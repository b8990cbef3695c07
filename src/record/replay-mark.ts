/** Each replay leaves one behind a record's last line. JSON takes it for white space, whatever the layout of the line. */
const MARK = '\t';
const MARK_BYTE = MARK.charCodeAt(0);
/** More marks than a record ever gets, in characters from a line's end. */
const LONGEST_TAIL = 200;
const LINE_FEED = '\n'.charCodeAt(0);

/** How often a record has been put back. */
export function replaysOf(data: Buffer): number {
  const end = endOf(data);
  return end - marksStart(data, end);
}

/** The record with one mark more. */
export function markedReplay(data: Buffer): Buffer {
  const end = endOf(data);
  return Buffer.concat([data.subarray(0, end), Buffer.from(MARK), data.subarray(end)]);
}

/** The record as if it had never been put back. */
export function withoutReplays(data: Buffer): Buffer {
  const end = endOf(data);
  return Buffer.concat([data.subarray(0, marksStart(data, end)), data.subarray(end)]);
}

/** The marks of a line, for another line to carry. */
export function replayMarks(line: string): string {
  return MARK.repeat(replaysOf(Buffer.from(line.slice(-LONGEST_TAIL))));
}

function endOf(data: Buffer): number {
  return data.at(-1) === LINE_FEED ? data.length - 1 : data.length;
}

function marksStart(data: Buffer, end: number): number {
  let start = end;
  while (start > 0 && data[start - 1] === MARK_BYTE) {
    start--;
  }
  return start;
}
