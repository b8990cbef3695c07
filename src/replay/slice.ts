import type { Logger } from '@aws-lambda-powertools/logger';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Bucket, StoredObject } from './bucket';
import { readErrorLine } from './error-line';
import { ErrorPlace } from './error-place';
import type { Lease } from './lease';
import { LeaseLost } from './lease';
import { linesIn, UnreadableObject } from './lines';
import type { Pacing } from './pacing';
import type { SliceTime } from './putting-back';
import { OutOfTime, PuttingBack, StreamRefuses } from './putting-back';
import { SetAside } from './set-aside';
import type { Streams } from './streams';
import { FORWARDERS_FOLDER, SET_ASIDE_FOLDER } from '../record/layout';

/** What a slice works with. */
export interface SliceTools {
  readonly bucket: Bucket;
  readonly firehose: FirehoseClient;
  readonly lease: Lease;
  readonly pacing: Pacing;
  readonly streams: Streams;
  readonly logger: Logger;
  readonly errorsPrefix: string;
  readonly maxReplays: number;
  readonly time: SliceTime;
}

/** What a slice has done. */
export interface SliceCounts {
  /** Whether nothing is left of what was there when the slice began. */
  done: boolean;
  /** Objects that were worked through, and moved. */
  objects: number;
  /** Records that were put back. */
  replayed: number;
  setAside: number;
  /** Objects that do not hold what Firehose writes, and were set aside as a whole. */
  unreadableObjects?: number;
  /** Objects that stay where they are, and why: by the folder of their kind. */
  left?: Record<string, { objects: number; why: string }>;
}

/** Puts back what lies in a folder, until all is done or the time is over. */
export class Slice {
  public readonly counts: SliceCounts = { done: false, objects: 0, replayed: 0, setAside: 0 };

  private readonly refusing = new Map<string, StreamRefuses>();
  /** What S3 does not let the replay read or move. */
  private readonly denied: { readonly key: string; readonly message: string }[] = [];
  /** What is set aside by this slice is not for this slice. */
  private readonly written = new Set<string>();

  constructor(private readonly tools: SliceTools) {}

  /** Fails, at its end, if a stream takes no records, or S3 denies objects. These stay as they are. */
  public async run(folder: string, started: number): Promise<void> {
    let isComplete = true;
    for await (const object of this.objects(folder)) {
      if (this.tools.time.end.aborted) {
        isComplete = false;
        break;
      }
      const place = new ErrorPlace(this.tools.errorsPrefix, object.key);
      const isWanted = object.lastModified <= started && !object.key.endsWith('/') && !this.written.has(object.key);
      // what was set aside comes back only where it is asked for
      if (isWanted && (!place.isSetAside || folder.startsWith(SET_ASIDE_FOLDER))) {
        isComplete = await this.work(object, place) && isComplete;
      }
    }
    this.counts.done = isComplete;
    const faults = [...[...this.refusing.values()].map(sentence), ...this.denial()];
    if (faults.length > 0) {
      throw new Error(faults.join(' '));
    }
  }

  /** Forwarders' come last: those of a receiver that is away come again and again, and the analytics must not wait for them. */
  private async* objects(folder: string): AsyncGenerator<StoredObject> {
    const { bucket, errorsPrefix } = this.tools;
    if (folder !== '' && folder !== SET_ASIDE_FOLDER) {
      return yield* bucket.list(errorsPrefix + folder);
    }
    const forwarders = errorsPrefix + folder + FORWARDERS_FOLDER;
    for await (const object of bucket.list(errorsPrefix + folder)) {
      if (!object.key.startsWith(forwarders)) {
        yield object;
      }
    }
    yield* bucket.list(forwarders);
  }

  /** Returns whether there is nothing more to do with the object. */
  private async work(object: StoredObject, place: ErrorPlace): Promise<boolean> {
    const streamName = this.tools.streams.of(place);
    if (streamName === undefined) {
      this.leave(place, `there is no forwarder '${place.forwarder}' any more; delete them, or add it again`);
      return true;
    }
    if (this.refusing.has(streamName)) {
      return false;
    }
    try {
      await this.replay(object, place, streamName);
      return true;
    } catch (error) {
      if (error instanceof OutOfTime) {
        return false;
      }
      if (this.tools.lease.linesDone(object.key, object.etag) > 0) {
        // a run that is killed at the next object must not repeat this one's records too
        await this.tools.lease.hold();
      }
      if (error instanceof StreamRefuses) {
        this.refusing.set(streamName, error);
        return false;
      }
      return this.despite(error, object, place);
    }
  }

  private async replay(object: StoredObject, place: ErrorPlace, streamName: string): Promise<void> {
    const { bucket, firehose, lease, pacing, time } = this.tools;
    const done = lease.linesDone(object.key, object.etag);
    const began = Date.now();
    const setAside = new SetAside(bucket, place, done);
    const puttingBack = new PuttingBack(firehose, streamName, pacing.of(streamName), lease, time);
    try {
      if (place.isSetAside) {
        // what is readable of a broken object would come back each time
        await this.readThrough(object);
      }
      await this.putBackLines(object, place.isSetAside, puttingBack, setAside);
      await this.finish(object, place);
    } finally {
      this.counts.replayed += puttingBack.records;
      this.counts.setAside += setAside.records;
      this.tools.logger.info('object replayed', {
        key: object.key,
        stream: streamName,
        replayed: puttingBack.records,
        setAside: setAside.records,
        bytes: puttingBack.bytes,
        // where the next run goes on
        linesDone: lease.linesDone(object.key, object.etag) || undefined,
        milliseconds: Date.now() - began,
      });
    }
  }

  private async putBackLines(object: StoredObject, isSetAside: boolean, puttingBack: PuttingBack, setAside: SetAside): Promise<void> {
    const { bucket, lease, time, maxReplays } = this.tools;
    const done = lease.linesDone(object.key, object.etag);
    let read = 0;
    // the line that comes next
    let next = done;
    const checkpoint = async (lines: number) => {
      await this.flush(setAside, lines);
      lease.note(object.key, { etag: object.etag, lines });
    };
    try {
      for await (const text of linesIn(bucket.read(object))) {
        if (time.end.aborted) {
          throw new OutOfTime();
        }
        if (read++ < done) {
          await lease.renew();
          continue;
        }
        if (lease.isDue || setAside.isFull) {
          await puttingBack.flush();
          await checkpoint(next);
          await lease.hold();
        }
        const line = readErrorLine(text, { maxReplays, isSetAside });
        if (line?.data) {
          await puttingBack.add(next, line.data);
        } else if (line) {
          setAside.add(next, line.kept, line.reason!);
        }
        next++;
      }
      await puttingBack.flush();
      // until it is moved: where that is denied, its records are not put back once more
      await checkpoint(next);
    } catch (error) {
      if (!(error instanceof LeaseLost || error instanceof UnreadableObject)) {
        await checkpoint(puttingBack.firstLine ?? next).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Reads to the end. Fails if the object cannot be read. */
  private async readThrough(object: StoredObject): Promise<void> {
    const { bucket, lease, time } = this.tools;
    for await (const _ of linesIn(bucket.read(object))) {
      if (time.end.aborted) {
        throw new OutOfTime();
      }
      await lease.renew();
    }
  }

  private async flush(setAside: SetAside, next: number): Promise<void> {
    if (!setAside.isEmpty) {
      // what another run has written of the same lines must not be replaced
      await this.tools.lease.hold();
    }
    const key = await setAside.flush(next);
    if (key !== undefined) {
      this.written.add(key);
    }
  }

  private async finish(object: StoredObject, place: ErrorPlace): Promise<void> {
    await this.tools.bucket.move(object, place.replayedKey);
    this.tools.lease.forget(object.key);
    this.counts.objects++;
  }

  /** An object that cannot be read must not keep all the others waiting. */
  private async despite(error: unknown, object: StoredObject, place: ErrorPlace): Promise<boolean> {
    const { key } = object;
    const { name, message } = error as Error;
    // somebody has taken it away, or written it anew, since it was listed: who may not list the whole bucket is told that access is denied
    if (name === 'NoSuchKey' || name === 'PreconditionFailed' || (name === 'AccessDenied' && !await this.tools.bucket.has(key))) {
      return true;
    }
    if (name === 'InvalidObjectState') {
      this.leave(place, 'S3 has archived them; restore them first');
      return true;
    }
    if (name === 'AccessDenied' || name.startsWith('KMS.')) {
      this.denied.push({ key, message });
      return false;
    }
    if (!(error instanceof UnreadableObject)) {
      throw error;
    }
    this.tools.logger.warn('object set aside', { key, why: error.message });
    if (place.isSetAside) {
      this.leave(place, `they are not what Firehose writes: ${error.message}`);
      return true;
    }
    const to = place.setAsideKey(0);
    this.written.add(to);
    await this.tools.bucket.move(object, to, { 'set-aside-reason': error.message });
    this.tools.lease.forget(key);
    this.counts.objects++;
    this.counts.unreadableObjects = (this.counts.unreadableObjects ?? 0) + 1;
    return true;
  }

  private denial(): string[] {
    const [first] = this.denied;
    return first ? [`S3 denies the replay ${this.denied.length === 1 ? 'one object' : `${this.denied.length} objects`}, such as '${first.key}' (${first.message}): allow it to the function's role, as docs/replay.md lists it, then replay again. They stay where they are.`] : [];
  }

  private leave({ kind }: ErrorPlace, why: string): void {
    const left = this.counts.left ??= {};
    left[kind] = { objects: (left[kind]?.objects ?? 0) + 1, why };
  }
}

const MENDS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'allow the function\'s role firehose:PutRecordBatch on it, and look for a policy that denies it',
  ResourceNotFoundException: 'undo what deleted it (docs/operations.md, Undoing a change)',
  ServiceUnavailableException: 'its quota is used up, so replay when there are fewer requests, or with a lower { "bytesPerSecond": … }, or have AWS raise it',
  OutOfTime: 'it does not answer, so look at AWS\'s health dashboard',
  InvalidKMSResourceException: 'enable the stream\'s KMS key, and look at what its policy allows',
};

function sentence({ streamName, errorCode, message }: StreamRefuses): string {
  const mend = MENDS[errorCode] ?? 'see that it takes records by Direct PUT';
  return `The delivery stream '${streamName}' takes no records (${errorCode}: ${message.replace(/\.$/, '')}): ${mend}, then replay again. Its objects stay where they are.`;
}
