import { readFileSync } from 'node:fs';
import type { Bench } from './bench';
import type { Usage } from './ledger';
import { Ledger } from './ledger';
import { dateObjects, failedRecords, keysBelow } from './objects';
import { holdsKey } from './planted-key';
import { Repeats } from './repeats';
import { benchRequest } from './requests';
import type { Refresh, Replay, Schedule, Traffic } from './schedule';
import { Engine } from '../../preview/engine';
import type { DeliveryStream } from '../../preview/pipeline/delivery-stream';
import { Firehose } from '../../preview/pipeline/firehose';
import { API_KEYS_OBJECT, ERRORS_PREFIX, FORWARDERS_FOLDER, SET_ASIDE_FOLDER } from '../../src/record/layout';
import { LEASE_OBJECT } from '../../src/replay/lease-object';
import { Chance } from '../preview/figures/random';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** More slices than any schedule needs. */
const MOST_SLICES = 40;

/** What a schedule came to, in records. */
export interface Outcome {
  readonly requests: number;
  readonly garbage: number;
  /** How many of them were delivered, and how many lay under errors/, when the faults ended. */
  readonly deliveredAtFirst: number;
  readonly failedAtFirst: number;
  /** Put back, and set aside for good. */
  readonly replayed: number;
  readonly setAside: number;
  readonly deliveredTwice: number;
  /** Objects that the replay put back once more, and what may each have caused one: runs that were killed or failed, and answers that Firehose's caller lost. */
  readonly repeatedObjects: number;
  readonly causesToRepeat: number;
  /** Counted as lost for the receiver, which is no part of the analytics. */
  readonly receiverLacks: number;
  readonly lost: number;
  readonly faults: number;
  readonly invocations: number;
  readonly killed: number;
}

/** What a slice of the replay says. */
interface ReplaySlice {
  readonly done: boolean;
  readonly busy?: string;
  readonly replayed: number;
}

/** Runs a schedule. Fails if a record is lost, or the counts are not those of what went in. */
export function runSchedule(bench: Bench, schedule: Schedule): Promise<Outcome> {
  return new Run(bench, schedule).run();
}

class Run {
  private readonly ledger = new Ledger();
  private readonly chance: Chance;
  private readonly monthStart: number;
  private readonly monthEnd: number;
  private time: number;
  private otherTable = false;
  private replayed = 0;
  private causesToRepeat = 0;
  private readonly repeats: Repeats;
  private firehose!: Firehose;

  constructor(private readonly bench: Bench, private readonly schedule: Schedule) {
    const { month, secondsToEnd, seed } = schedule;
    this.repeats = new Repeats(bench.stream.name);
    this.chance = new Chance(seed % 2_147_483_646 + 1);
    this.monthStart = Date.parse(`${month}-01T00:00:00Z`);
    this.monthEnd = new Date(this.monthStart).setUTCMonth(new Date(this.monthStart).getUTCMonth() + 1);
    this.time = secondsToEnd > 0 ? this.monthEnd - secondsToEnd * SECOND : this.monthStart - secondsToEnd * SECOND;
  }

  public async run(): Promise<Outcome> {
    const { bench, schedule: { skewSeconds, cold, steps, daysToReplay } } = this;
    const before = this.counters();
    await bench.reset(this.time - MINUTE, skewSeconds * SECOND, cold);
    this.firehose = await Firehose.open(this.streamOfSchedule(), bench.bucketDirectory, bench.transformation);
    try {
      for (const step of steps) {
        await this[step.step](step as never);
        bench.endFaults();
        this.otherTable = false;
      }
      await this.flush();
      const atFirst = await this.checkNothingLost();
      await this.mend(daysToReplay);
      const checked = await this.checkAllDelivered();
      const after = this.counters();
      return {
        requests: this.ledger.requests.size,
        garbage: this.ledger.garbage.size,
        ...atFirst,
        replayed: this.replayed,
        ...checked,
        lost: 0,
        faults: after.faults - before.faults,
        invocations: after.invocations - before.invocations,
        killed: after.killed - before.killed,
      };
    } finally {
      await this.firehose.end();
    }
  }

  public async traffic({ requests, seconds, size, twice, garbage, invocations, s3, firehose, otherTable, toTheEnd }: Traffic): Promise<void> {
    const { bench, chance, ledger } = this;
    bench.transformation.fail(invocations);
    bench.faulty.enrichS3.fail(s3);
    bench.faulty.enrichFirehose.fail(firehose);
    this.otherTable = otherTable;
    const lines: string[] = [];
    for (let index = 0; index < requests; index++) {
      const time = Math.round(this.time + index / requests * seconds * SECOND);
      const request = benchRequest(chance, `${this.schedule.seed}-${ledger.requests.size}=`, time, bench.apiId, size);
      ledger.add(request);
      lines.push(request.line);
    }
    for (let index = 0; index < garbage; index++) {
      const line = garbageLine(chance, lines[0], ledger.garbage.size);
      ledger.addGarbage(line);
      lines.push(line);
    }
    for (const [index, line] of lines.entries()) {
      await this.put(line, this.time + index / lines.length * seconds * SECOND + chance.below(5) * SECOND);
    }
    for (const line of twice ? lines : []) {
      await this.put(line, bench.clock.now());
    }
    if (toTheEnd) {
      await this.flush();
    }
    this.time = bench.clock.now();
  }

  public async refresh({ change, apiGateway, s3 }: Refresh): Promise<void> {
    const { account, faulty, functions } = this.bench;
    if (change) {
      account.show(1);
    }
    faulty.apiGateway.fail(apiGateway);
    faulty.refreshS3.fail(s3);
    // whether it fails is its own affair, as long as the directory is whole
    await functions.refresh.invoke({}).catch(() => undefined);
    this.checkDirectory();
  }

  public async replay({ s3, operation, firehose, invocations, otherTable }: Replay): Promise<void> {
    const { bench } = this;
    await this.flush();
    bench.faulty.replayS3.fail(s3, operation);
    bench.faulty.replayFirehose.fail(firehose);
    bench.transformation.fail(invocations);
    this.otherTable = otherTable;
    await this.replaySlice({}).catch(() => undefined);
  }

  public async pause({ minutes }: { minutes: number }): Promise<void> {
    this.bench.clock.forwardBy(minutes * MINUTE);
    this.time = this.bench.clock.now();
    await this.flush();
  }

  /** All is well again, and what has failed is put back. */
  private async mend(days: number): Promise<void> {
    const { bench } = this;
    bench.endFaults();
    bench.endSkew();
    const lastDay = this.monthEnd + 6 * DAY;
    bench.clock.forwardTo(Math.min(bench.clock.now() + days * DAY, lastDay));
    bench.account.show(1);
    await bench.refresh();
    this.checkDirectory();
    await this.replayAll('');
    // what was put back too often while the fault lasted
    await this.replayAll(SET_ASIDE_FOLDER);
    await this.replayAll('');
    if (bench.clock.now() > lastDay + DAY) {
      throw new Error('The bench took more time than the query waits for');
    }
  }

  /** Until nothing comes back from what was put back. */
  private async replayAll(folder: string): Promise<void> {
    const { bench } = this;
    let isDone = false;
    for (let slices = 0; !isDone && slices < MOST_SLICES; slices++) {
      // what has just been written is for the next slice
      bench.clock.forwardBy(2 * SECOND);
      const { done, busy, replayed } = await this.replaySlice(folder ? { folder } : {});
      this.replayed += replayed;
      if (busy) {
        bench.clock.forwardTo(this.leaseEnd());
      }
      isDone = done && (folder !== '' || this.failedKeys().length === 0);
    }
    if (!isDone) {
      throw new Error(`After ${MOST_SLICES} slices of the replay there is still ${this.failedKeys().join(', ')}`);
    }
  }

  private async replaySlice(event: { folder?: string }): Promise<ReplaySlice> {
    const { functions: { replay }, faulty: { replayFirehose }, bucketDirectory } = this.bench;
    const [killed, lost] = [replay.killed, replayFirehose.lost];
    let ended = false;
    this.repeats.see(failedRecords(bucketDirectory, ERRORS_PREFIX));
    try {
      const slice = await replay.invoke<ReplaySlice>(event);
      ended = replay.killed === killed;
      return slice;
    } finally {
      this.causesToRepeat += Number(!ended) + replayFirehose.lost - lost;
      await this.takePutBack();
      await this.flush();
    }
  }

  /** Until when a run of the replay that was killed keeps others away: by its own clock, which may have been wrong. */
  private leaseEnd(): number {
    return (JSON.parse(readFileSync(this.bench.file(LEASE_OBJECT), 'utf8')) as { until: number }).until + SECOND;
  }

  /** Objects that a replay has still to do with. */
  private failedKeys(): string[] {
    return keysBelow(this.bench.bucketDirectory, ERRORS_PREFIX).filter((key) => !key.startsWith(`${ERRORS_PREFIX}${SET_ASIDE_FOLDER}`));
  }

  private async put(line: string, arrival: number): Promise<void> {
    const { clock } = this.bench;
    if (arrival > clock.now()) {
      clock.set(arrival);
    }
    await this.firehose.put(line, clock.now());
  }

  /** The stream of the replay is the pipeline's. */
  private async takePutBack(): Promise<void> {
    const { bench } = this;
    this.repeats.take(bench.takePutBack());
    for (const record of bench.takeBack()) {
      await this.firehose.put(record.toString(), bench.clock.now());
    }
  }

  private async flush(): Promise<void> {
    await this.firehose.flush();
    dateObjects(this.bench.bucketDirectory, ERRORS_PREFIX, this.bench.clock.now());
  }

  private streamOfSchedule(): DeliveryStream {
    const { stream } = this.bench;
    const { table, compression } = stream.conversion!;
    const isOther = () => this.otherTable;
    return {
      ...stream,
      processor: { ...stream.processor!, buffer: { ...stream.processor!.buffer, megabytes: this.schedule.megabytes } },
      conversion: {
        compression,
        // a table that was changed by hand: plans have numbers
        table: { ...table, get columns() { return isOther() ? table.columns.map((column) => column.name === 'usage_plan' ? { ...column, glueType: 'int' } : column) : table.columns; } },
      },
    };
  }

  /** The directory is replaced as a whole, or not at all. */
  private checkDirectory(): void {
    const lines = readFileSync(this.bench.file(API_KEYS_OBJECT), 'utf8').split('\n');
    if (lines.pop() !== '' || !lines.every((line) => line.endsWith('}') && JSON.parse(line) as object)) {
      throw new Error('The directory breaks off');
    }
  }

  /** Each record is delivered, or under errors/. */
  private async checkNothingLost(): Promise<Pick<Outcome, 'deliveredAtFirst' | 'failedAtFirst'>> {
    const { ledger } = this;
    const delivered = new Set((await this.deliveredIds()).map(({ id }) => id));
    const failed = this.failedOfMain();
    const failedIds = new Set(failed.map(({ id }) => id));
    const lost = [...ledger.requests.keys()].filter((id) => !delivered.has(id) && !failedIds.has(id));
    const lostGarbage = [...ledger.garbage].filter((line) => !failed.some(({ line: other }) => other === line));
    if (lost.length + lostGarbage.length > 0) {
      throw new Error(`${lost.length} of ${ledger.requests.size} requests are neither delivered nor under errors/, and ${lostGarbage.length} lines that are none: ${lost.slice(0, 5).join(', ')}`);
    }
    return { deliveredAtFirst: delivered.size, failedAtFirst: failedIds.size };
  }

  /** Each request is delivered, and the saved query counts it once; what is no request is set aside. */
  private async checkAllDelivered(): Promise<Pick<Outcome, 'setAside' | 'deliveredTwice' | 'receiverLacks' | 'repeatedObjects' | 'causesToRepeat'>> {
    const { ledger } = this;
    const delivered = await this.deliveredIds();
    const ids = new Set(delivered.map(({ id }) => id));
    const missing = [...ledger.requests.keys()].filter((id) => !ids.has(id));
    const strangers = [...ids].filter((id) => !ledger.requests.has(id));
    if (missing.length + strangers.length > 0) {
      throw new Error(`After the replay ${missing.length} of ${ledger.requests.size} requests are not delivered (${missing.slice(0, 5).join(', ')}), and ${strangers.length} are that never went in`);
    }
    const setAside = this.failedOfMain();
    const unknown = setAside.find(({ id }) => id !== undefined);
    if (unknown) {
      throw new Error(`${unknown.id} can be delivered, and is still at '${unknown.key}'`);
    }
    const kept = new Set(setAside.map(({ line }) => line));
    const gone = [...ledger.garbage].filter((line) => !kept.has(line));
    if (gone.length > 0) {
      throw new Error(`${gone.length} of ${ledger.garbage.size} lines that are no requests are no longer under errors/: ${gone[0]}`);
    }
    const repeatedObjects = this.checkRepeats();
    const receiverLacks = this.checkForwarded();
    this.checkNoKeyShown();
    await this.checkSavedQuery();
    const deliveredTwice = delivered.filter(({ copies }) => copies > 1).length;
    return { receiverLacks, setAside: setAside.length, deliveredTwice, repeatedObjects, causesToRepeat: this.causesToRepeat };
  }

  /** A run that is killed or fails repeats the records of one object at most, and so does an answer that gets lost. Returns how many were repeated. */
  private checkRepeats(): number {
    const keys = this.repeats.keys();
    if (keys.length > this.causesToRepeat) {
      throw new Error(`The replay has repeated the records of ${keys.length} objects, and had ${this.causesToRepeat} causes to: ${keys.join(', ')}`);
    }
    return keys.length;
  }

  /** The receiver has what the analytics have, but for what was counted as lost: neither its stream nor the bucket took that. Returns how much it lacks. */
  private checkForwarded(): number {
    const { bench, ledger } = this;
    const counted = [...bench.functions.enrich.output.matchAll(/"lost":(\d+)/g)].reduce((sum, [, lost]) => sum + Number(lost), 0);
    const received = new Set(bench.forwarded.join('').split('\n').filter(Boolean)
      .map((line) => (JSON.parse(line) as { extended_request_id: string }).extended_request_id));
    const missing = [...ledger.requests.keys()].filter((id) => !received.has(id));
    if (missing.length > counted) {
      throw new Error(`The receiver lacks ${missing.length} of ${ledger.requests.size} requests, and ${counted} were counted as lost: ${missing.slice(0, 5).join(', ')}`);
    }
    return missing.length;
  }

  /** The control plane and the environment have held a key's value all the time. */
  private checkNoKeyShown(): void {
    const { functions, bucketDirectory } = this.bench;
    const shown = Object.values(functions).some(({ output }) => holdsKey(output))
      || keysBelow(bucketDirectory, '').some((key) => holdsKey(readFileSync(this.bench.file(key), 'latin1')));
    if (shown) {
      throw new Error('The value of an API key is in a log or in an object');
    }
  }

  private async checkSavedQuery(): Promise<void> {
    const { bench: { assembly: { template } }, ledger } = this;
    const query = template.resourcesOfType('AWS::Athena::NamedQuery').find(({ id }) => id.includes('BillableRequests'))!;
    const statement = template.resolve<{ QueryString: string }>(query.properties).QueryString;
    const rows = await this.ask<Usage>(statement, new Date(this.monthEnd + 8 * DAY));
    const counted = rows.map(({ usage_plan, customer_id, customer, requests, billable_requests }) => (
      { usage_plan, customer_id, customer, requests, billable_requests }
    ));
    const expected = ledger.usage(this.monthStart, this.monthEnd);
    const sorted = (usages: Usage[]) => usages.map((usage) => JSON.stringify(usage)).sort();
    if (sorted(counted).join('\n') !== sorted(expected).join('\n')) {
      throw new Error(`The saved query counts\n${sorted(counted).join('\n')}\nand there were\n${sorted(expected).join('\n')}`);
    }
  }

  private deliveredIds(): Promise<{ id: string; copies: number }[]> {
    const table = this.bench.stream.conversion!.table;
    return this.ask(`SELECT extended_request_id AS id, count(*) AS copies FROM "${table.database}"."${table.name}" GROUP BY 1`);
  }

  private async ask<T>(statement: string, now?: Date): Promise<T[]> {
    const { assembly: { template }, bucketDirectory } = this.bench;
    const engine = await Engine.open({ template, bucketDirectory, now });
    try {
      return await engine.query<T>(statement);
    } finally {
      engine.close();
    }
  }

  /** Failed records on the way to the bucket, with the id of their request, unless they are none. */
  private failedOfMain(): { id: string | undefined; line: string; key: string }[] {
    return failedRecords(this.bench.bucketDirectory, ERRORS_PREFIX).filter(({ key }) => !key.includes(FORWARDERS_FOLDER))
      .map(({ key, data }) => ({ id: this.ledger.find(data, key), line: data.toString().replace(/\t+(?=\n?$)/, ''), key }));
  }

  private counters() {
    const { faulty, functions, transformation } = this.bench;
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    return {
      faults: sum(Object.values(faulty).map(({ faults }) => faults)),
      invocations: transformation.invocations,
      killed: sum(Object.values(functions).map(({ killed }) => killed)),
    };
  }
}

/** What no gateway has written by the format. */
function garbageLine(chance: Chance, line: string, number: number): string {
  return chance.of([`garbage ${number}\n`, `${line.slice(0, 30)} ${number}\n`, `{"attribution":"plan","x":${number}}\n`, `${line.trimEnd()}${number}\n${line}`, `[${number}]`]);
}
