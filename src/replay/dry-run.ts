import type { Bucket } from './bucket';
import { readErrorLine } from './error-line';
import { ErrorPlace } from './error-place';
import { linesIn, UnreadableObject } from './lines';
import type { Streams } from './streams';
import { SET_ASIDE_FOLDER } from '../record/layout';

/** What a replay would find. */
export interface DryRunCounts {
  dryRun: true;
  /** Whether all was counted, within the function's time. */
  done: boolean;
  objects: number;
  records: number;
  /** Records that would be set aside, and not put back. */
  wouldSetAside: number;
  /** Objects that would be set aside or left as a whole. */
  unreadableObjects: number;
  /** Records by the folder of their kind, and by error code. */
  folders: Record<string, { stream: string; errors: Record<string, number> }>;
}

interface DryRunTools {
  readonly bucket: Bucket;
  readonly streams: Streams;
  readonly errorsPrefix: string;
  readonly maxReplays: number;
  readonly end: AbortSignal;
}

/** Counts what lies in a folder, and changes nothing. */
export async function dryRun(tools: DryRunTools, folder: string, started: number): Promise<DryRunCounts> {
  const { bucket, errorsPrefix, end } = tools;
  const counts: DryRunCounts = { dryRun: true, done: false, objects: 0, records: 0, wouldSetAside: 0, unreadableObjects: 0, folders: {} };
  for await (const object of bucket.list(errorsPrefix + folder)) {
    if (end.aborted) {
      return counts;
    }
    const place = new ErrorPlace(errorsPrefix, object.key);
    const isWanted = object.lastModified <= started && !object.key.endsWith('/');
    if (isWanted && (!place.isSetAside || folder.startsWith(SET_ASIDE_FOLDER))) {
      counts.objects++;
      if (!await countLines(tools, bucket.read(object), place, counts)) {
        return counts;
      }
    }
  }
  counts.done = true;
  return counts;
}

/** Returns whether there was time for all lines. */
async function countLines(
  { streams, maxReplays, end }: DryRunTools, object: AsyncIterable<Buffer>, place: ErrorPlace, counts: DryRunCounts,
): Promise<boolean> {
  const stream = streams.of(place) ?? `none: there is no forwarder '${place.forwarder}' any more`;
  const { errors } = counts.folders[place.kind] ??= { stream, errors: {} };
  try {
    for await (const line of linesIn(object)) {
      if (end.aborted) {
        return false;
      }
      const read = readErrorLine(line, { maxReplays, isSetAside: place.isSetAside });
      if (read) {
        counts.records++;
        counts.wouldSetAside += read.data ? 0 : 1;
        errors[read.errorCode] = (errors[read.errorCode] ?? 0) + 1;
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableObject)) {
      throw error;
    }
    counts.unreadableObjects++;
  }
  return true;
}
