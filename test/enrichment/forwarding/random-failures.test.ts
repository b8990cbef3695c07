import type { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { recordOf, settingsOf } from './records';
import type { UsageRecord } from '../../../src/enrichment/enricher';
import { Forwarder } from '../../../src/enrichment/forwarding/forwarder';
import { passes } from '../../../src/enrichment/forwarding/passes';
import { Renderer } from '../../../src/enrichment/forwarding/renderer';
import { RecordLayout } from '../../../src/record/record-layout';
import { AccessLogSchema } from '../../../src/record/schema';
import { Chance } from '../../preview/figures/random';

const SCHEDULES = 500;
const ARRIVAL = Date.UTC(2026, 4, 1);
const COLUMNS = new AccessLogSchema()._delivered();
const TRANSIENT = ['ServiceUnavailableException', 'InternalFailure', 'ThrottlingException', 'TimeoutError', 'ECONNRESET', 'ExpiredTokenException'];
const PERMANENT = ['AccessDeniedException', 'ResourceNotFoundException', 'InvalidArgumentException', 'ValidationException', 'InvalidKMSResourceException'];

const linesOf = (data: Uint8Array) => Buffer.from(data).toString('utf8').split(/(?<=\n)/);
const failed = (name: string) => Object.assign(new Error(`${name} by chance`), { name });

/** Hangs until the time is over. */
const hanging = (signal: AbortSignal) => new Promise<never>((_, reject) => {
  signal.addEventListener('abort', () => reject(failed('AbortError')), { once: true });
});

/** A stream that fails by chance, with what it really has taken, and what it has said that it has. */
class FlakyStream {
  public readonly taken: string[] = [];
  public readonly acknowledged = new Set<string>();
  public calls = 0;
  /** How often of ten times it does what it should. */
  private readonly health: number;
  private readonly callsLeft: number;

  constructor(private readonly chance: Chance, private readonly timeIsOver: () => void) {
    this.health = chance.below(9);
    this.callsLeft = 1 + chance.below(8);
  }

  public async send({ input }: PutRecordBatchCommand, { abortSignal }: { abortSignal: AbortSignal }): Promise<unknown> {
    expect(abortSignal.aborted).toBe(false);
    expect(input.DeliveryStreamName).toBe('vendor-stream');
    this.calls++;
    await new Promise(setImmediate);
    const records = input.Records!.map(({ Data }) => Data!);
    expect(records.length).toBeGreaterThan(0);
    expect(records.length).toBeLessThanOrEqual(500);
    expect(records.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(4 * 1_024 * 1_024);
    const isLast = this.calls >= this.callsLeft;
    try {
      return await this.answer(records, abortSignal, isLast);
    } finally {
      if (isLast) {
        this.timeIsOver();
      }
    }
  }

  private async answer(records: Uint8Array[], signal: AbortSignal, isLast: boolean): Promise<unknown> {
    const { chance } = this;
    if (chance.below(10) < this.health) {
      return { RequestResponses: records.map((data) => this.accept(data)) };
    }
    switch (chance.below(7)) {
      case 0: // not taken, not said
        throw failed(chance.of(TRANSIENT));
      case 1: // taken, in part or all, and the answer is lost
        records.filter(() => !chance.isOneIn(3)).forEach((data) => this.taken.push(...linesOf(data)));
        throw failed(chance.of(TRANSIENT));
      case 2:
        if (chance.isOneIn(3)) {
          throw failed(chance.of(PERMANENT));
        }
        return { FailedPutCount: records.length, RequestResponses: records.map(() => this.refuse()) };
      case 3: // fewer answers than records
        return { RequestResponses: records.slice(0, chance.below(records.length + 1)).map((data) => this.accept(data)) };
      case 4:
        return {};
      case 5:
        if (isLast) {
          records.filter(() => chance.isOneIn(2)).forEach((data) => this.taken.push(...linesOf(data)));
          setImmediate(this.timeIsOver);
          return hanging(signal);
        }
        throw failed('TimeoutError');
      default: // in part; what failed within may have been taken
        return {
          RequestResponses: records.map((data) => {
            if (chance.below(10) < this.health) {
              return this.accept(data);
            }
            if (chance.isOneIn(4)) {
              this.taken.push(...linesOf(data));
            }
            return this.refuse();
          }),
        };
    }
  }

  private accept(data: Uint8Array) {
    const lines = linesOf(data);
    this.taken.push(...lines);
    lines.forEach((line) => this.acknowledged.add(line));
    return { RecordId: `id-${this.taken.length}` };
  }

  private refuse() {
    return { ErrorCode: this.chance.of(['ServiceUnavailableException', 'InternalFailure']), ErrorMessage: 'Slow down.' };
  }
}

/** A bucket that works, or not. */
class Bucket {
  public readonly puts: { key: string; body: string }[] = [];

  constructor(private readonly chance: Chance, private readonly works: boolean, private readonly timeIsOver: () => void) {}

  public async send({ input }: PutObjectCommand, { abortSignal }: { abortSignal: AbortSignal }): Promise<unknown> {
    expect(abortSignal.aborted).toBe(false);
    await new Promise(setImmediate);
    if (this.works) {
      this.puts.push({ key: input.Key!, body: input.Body as string });
      return {};
    }
    if (this.chance.isOneIn(2)) {
      setImmediate(this.timeIsOver);
      return hanging(abortSignal);
    }
    throw failed(this.chance.of(['AccessDenied', 'NoSuchBucket', 'SlowDown', 'TimeoutError']));
  }
}

beforeAll(() => {
  // pauses take no time: how long they are, test/enrichment/forwarding/hand-over.test.ts looks at
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => setImmediate(run)) as unknown as typeof setTimeout);
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => clearImmediate(timer as unknown as NodeJS.Immediate));
});
afterAll(() => { vi.restoreAllMocks(); });

const REQUEST_RECORD = recordOf();

function recordsBy(chance: Chance): UsageRecord[] {
  const count = chance.of([0, 1, 20, 20, 150, 150, 700]);
  return Array.from({ length: count }, (_, index) => ({
    ...REQUEST_RECORD,
    // one of them is in each layout, so that no two lines are the same
    extended_request_id: `id-${index}`,
    request_id: `request-${index}`,
    stage: chance.of(['prod', 'prod', 'dev']),
    path: chance.of(['/', '/ü😀', 'x'.repeat(chance.below(2_000)), '\n"\\']),
    ...chance.below(800) === 0 ? { user_agent: 'y'.repeat(chance.of([70_000, 1_030_000])) } : {},
  }));
}

/** One schedule of failures. Returns what happened, for the check that schedules differ. */
async function runSchedule(seed: number) {
  const chance = new Chance(seed);
  const controllers = [new AbortController(), new AbortController()];
  const bounds: number[] = [];
  const timeouts = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => controllers[bounds.push(milliseconds) - 1].signal);
  const s3Works = !chance.isOneIn(4);
  const stream = new FlakyStream(chance, () => controllers[0].abort());
  const bucket = new Bucket(chance, s3Works, () => controllers[1].abort());
  const settings = settingsOf({
    severalLines: chance.isOneIn(2),
    filter: { ...chance.isOneIn(2) ? { stages: ['prod'] } : {}, ...chance.isOneIn(3) ? { share: 0.5 } : {} },
    layout: chance.of([RecordLayout.allColumns(), RecordLayout.openObserve(), RecordLayout.moesif()])._settings,
  });
  const records = recordsBy(chance);
  const renderer = new Renderer(settings.layout, COLUMNS);
  const expected = records.filter((record) => passes(record, settings.filter)).map((record) => renderer.line(record));
  const wanted = new Set(expected);
  expect(wanted.size).toBe(expected.length);

  const result = await new Forwarder(settings, renderer, stream as unknown as FirehoseClient, bucket as unknown as S3Client, 'bucket').forward(records, ARRIVAL);
  timeouts.mockRestore();

  const parked = bucket.puts.flatMap(({ body }) => body.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, string & number>));
  const parkedLines = parked.flatMap(({ rawData }) => linesOf(Buffer.from(rawData, 'base64')));
  const rest = expected.filter((line) => !stream.acknowledged.has(line));

  expect(result.name).toBe('vendor');
  expect(result.handedOver).toBe(expected.length - rest.length);
  expect(Object.entries(result.errors).filter(([code]) => !code.startsWith('parking: ')).reduce((sum, [, count]) => sum + count, 0)).toBe(rest.length);
  // each line at least once, and nothing else
  expect(stream.taken.filter((line) => !wanted.has(line))).toEqual([]);
  if (s3Works) {
    // none that the stream surely has, and no other bytes
    expect([...parkedLines].sort().join('')).toBe([...rest].sort().join(''));
    expect(result).toMatchObject({ parked: rest.length, lost: 0 });
    const somewhere = new Set([...stream.taken, ...parkedLines]);
    expect(expected.filter((line) => !somewhere.has(line))).toEqual([]);
    expect(bucket.puts).toHaveLength(rest.length > 0 ? 1 : 0);
    for (const { key } of bucket.puts) {
      expect(key).toMatch(/^errors\/forwarders\/vendor\/handover-failed\/2026\/05\/01\/[0-9a-f-]{36}\.ndjson$/);
    }
    for (const { lines, rawData, attemptsMade, errorCode, errorMessage, arrivalTimestamp } of parked) {
      expect(linesOf(Buffer.from(rawData, 'base64'))).toHaveLength(lines);
      expect(attemptsMade).toBeGreaterThanOrEqual(0);
      expect(attemptsMade).toBeLessThanOrEqual(stream.calls);
      expect([...TRANSIENT, ...PERMANENT, 'OutOfTime', 'NoAnswer', 'RecordTooLarge']).toContain(errorCode);
      expect(errorMessage).not.toBe('');
      expect(arrivalTimestamp).toBe(ARRIVAL);
    }
  } else {
    expect(result).toMatchObject({ parked: 0, lost: rest.length });
    expect(Object.entries(result.errors).filter(([code]) => code.startsWith('parking: ')).map(([, count]) => count)).toEqual(rest.length > 0 ? [rest.length] : []);
  }
  expect(bounds).toEqual([10_000, ...rest.length > 0 ? [5_000] : []]);
  return {
    refused: rest.length,
    lost: result.lost,
    repeated: new Set(stream.taken).size < stream.taken.length,
    outOfTime: controllers[0].signal.aborted,
    delivered: stream.taken.length,
  };
}

test(`each line is delivered or parked, or counted as lost, over ${SCHEDULES} schedules of failures`, async () => {
  const first = Number(process.env.SEED ?? 20_261_121);
  const runs: Awaited<ReturnType<typeof runSchedule>>[] = [];
  for (let seed = first; seed < first + SCHEDULES; seed++) {
    try {
      runs.push(await runSchedule(seed * 7_919));
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`schedule SEED=${seed}: ${message.slice(0, 2_000)}`, { cause: error });
    }
  }
  // the schedules are worth something
  const share = (is: (one: typeof runs[number]) => boolean) => runs.filter(is).length / runs.length;
  expect(share(({ refused }) => refused > 0)).toBeGreaterThan(0.2);
  expect(share(({ refused, delivered }) => refused === 0 && delivered > 0)).toBeGreaterThan(0.1);
  expect(share(({ refused, delivered }) => refused > 0 && delivered > 0)).toBeGreaterThan(0.1);
  expect(share(({ lost }) => lost > 0)).toBeGreaterThan(0.05);
  expect(share(({ repeated }) => repeated)).toBeGreaterThan(0.1);
  expect(share(({ outOfTime }) => outOfTime)).toBeGreaterThan(0.1);
});
