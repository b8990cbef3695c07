import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Customer } from './customer';
import type { Search } from './lines';
import { readLines, writeLines } from './lines';
import type { OwnFields } from './naming';
import { Naming } from './naming';
import type { Days } from './objects';
import { keysOf } from './objects';
import { Parquet } from './parquet';
import type { Fetched } from './store';
import { Store } from './store';
import { Tally } from './tally';
import { API_KEYS_OBJECT, ERRORS_PREFIX, LOGS_PREFIX, REPLAYED_PREFIX } from '../../src/record/layout';
import { ErrorPlace } from '../../src/replay/error-place';
import { LEASE_OBJECT } from '../../src/replay/lease-object';

export interface EraseOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly customer: Customer;
  /** Without it, nothing is changed. */
  readonly erase: boolean;
  readonly days?: Days;
  readonly logsPrefix?: string;
  readonly errorsPrefix?: string;
  /** Folders of forwarders to S3. */
  readonly folders?: readonly string[];
  /** What layouts of one's own call customer and key. */
  readonly fields?: OwnFields;
  /** Takes a line of what is going on. */
  readonly say: (line: string) => void;
}

/** What was found in a folder, and what became of it. */
export interface FolderReport {
  readonly folder: string;
  readonly objects: number;
  readonly records: number;
  /** Records of the customer. */
  readonly theirs: number;
  readonly objectsWithTheirs: number;
  /** Records that name no customer, and a key that they and somebody else have had. They stay. */
  readonly ambiguous: number;
  /** Objects by whose records nobody can be told: of a layout whose fields were not named. */
  readonly muteObjects: number;
  /** Objects that are neither Parquet nor lines. */
  readonly notUnderstood: readonly string[];
  erased: number;
  rewritten: number;
  deleted: number;
  /** What went wrong, by the object's key. */
  readonly failed: [key: string, why: string][];
}

interface Survey {
  readonly folder: string;
  readonly notUnderstood: string[];
  /** What could not be read. */
  readonly failed: [key: string, why: string][];
  readonly tallies: Map<string, Tally>;
}

/** So many objects at once are fetched and read. */
const AT_ONCE = 4;

/**
 * Finds a customer's records in a bucket and, where asked to, takes them out.
 *
 * All is read first, since any record can name a key of the customer that others were made with before it had a name. The logs are changed last:
 * while they are there, they say which keys these are, also to another run that goes on where this one ended.
 */
export async function eraseCustomer(options: EraseOptions): Promise<FolderReport[]> {
  const { s3, bucket, customer, logsPrefix = LOGS_PREFIX, errorsPrefix = ERRORS_PREFIX, folders = [], fields = {}, say } = options;
  const directory = mkdtempSync(join(tmpdir(), 'erase-customer-'));
  // records lie there for a moment, and none may stay
  const clean = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', clean);
  const parquet = await Parquet.open(directory);
  const [columns, layouts] = [Naming.columns(), Naming.layouts(fields)];
  const isForwarders = (key: string) => (
    folders.some((folder) => key.startsWith(folder)) || [errorsPrefix, REPLAYED_PREFIX].some((prefix) => isOfForwarder(prefix, key)));
  const searchIn = (key: string) => ({ customer, naming: isForwarders(key) ? layouts : columns });
  const worker = new Worker(new Store(s3, bucket, directory), parquet, customer, searchIn);
  try {
    await worker.learnFromDirectory();
    const surveys: Survey[] = [];
    for (const folder of [errorsPrefix, REPLAYED_PREFIX, ...folders, logsPrefix]) {
      say(`Reading ${folder}`);
      surveys.push(await worker.survey(folder, keysOf(s3, bucket, folder, options.days ?? {})));
    }
    const reports: FolderReport[] = [];
    for (const survey of surveys) {
      const { report, keys } = reportOf(survey, customer);
      reports.push(report);
      if (options.erase) {
        await inParallel(keys, (key) => worker.erase(key, report, say));
      }
    }
    return reports;
  } finally {
    parquet.close();
    process.off('exit', clean);
    clean();
  }
}

/** Whether an object holds what a forwarder could not deliver, also after it was replayed or set aside. */
function isOfForwarder(prefix: string, key: string): boolean {
  return key.startsWith(prefix) && new ErrorPlace(prefix, key).forwarder !== undefined;
}

class Worker {
  constructor(
    private readonly store: Store,
    private readonly parquet: Parquet,
    private readonly customer: Customer,
    private readonly searchIn: (key: string) => Search,
  ) {}

  /** Whose the keys are now. */
  public async learnFromDirectory(): Promise<void> {
    await this.store.with(API_KEYS_OBJECT, (object) => this.tallyOf(object));
  }

  public async survey(folder: string, keys: AsyncIterable<string>): Promise<Survey> {
    const survey: Survey = { folder, notUnderstood: [], failed: [], tallies: new Map() };
    await inParallel(keys, async (key) => {
      const tally = key === LEASE_OBJECT ? undefined : await this.store.with(key, (object) => this.tallyOf(object)).catch((error: Error) => {
        survey.failed.push([key, error.message]);
        return undefined;
      });
      if (tally === 'not understood') {
        survey.notUnderstood.push(key);
      } else if (tally) {
        survey.tallies.set(key, tally);
      }
    });
    return survey;
  }

  /** Takes the customer's records out of an object. Where somebody else has changed it in between, once more. */
  public async erase(key: string, report: FolderReport, say: EraseOptions['say'], again = true): Promise<void> {
    try {
      await this.store.with(key, async (object) => {
        let erased = 0;
        const outcome = await this.store.replace(object, async (target) => {
          const [stays, count] = await this.rewrite(object, target);
          erased = count;
          return count === 0 ? 'all' : stays ? 'some' : 'nothing';
        });
        if (outcome !== 'left') {
          report.erased += erased;
          report[outcome]++;
          say(`${outcome} ${key} (${erased} records)`);
        }
      });
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'PreconditionFailed' && again) {
        return this.erase(key, report, say, false);
      }
      report.failed.push([key, message]);
      say(`left ${key}: ${message}`);
    }
  }

  /** Counts an object's records, and takes from them whose keys are. */
  private async tallyOf(object: Fetched): Promise<Tally | 'not understood'> {
    const tally = new Tally();
    const note = (...[verdict, records]: Parameters<Tally['add']>) => {
      tally.add(verdict, records);
      this.customer.learn(verdict);
      return false;
    };
    const search = this.searchIn(object.key);
    if (object.format === 'other') {
      return 'not understood';
    }
    if (object.format === 'parquet') {
      await this.parquet.read(object.file, search, note);
    } else {
      await readLines(object.file, object.format === 'gzip', search, note);
    }
    return tally;
  }

  private async rewrite(object: Fetched, target: string): Promise<[stays: boolean, erased: number]> {
    let erased = 0;
    const search = this.searchIn(object.key);
    const judge = (...[verdict, records = 1]: Parameters<Tally['add']>) => {
      const goes = this.customer.owns(verdict);
      erased += goes ? records : 0;
      return goes;
    };
    const stays = object.format === 'parquet'
      ? await this.parquet.write(object.file, target, await this.parquet.read(object.file, search, judge))
      : await writeLines(object.file, object.format === 'gzip', target, search, judge);
    return [stays, erased];
  }
}

function reportOf({ folder, notUnderstood, failed, tallies }: Survey, customer: Customer): { report: FolderReport; keys: string[] } {
  const keys = [...tallies].filter(([, tally]) => tally.countOf(customer) > 0).map(([key]) => key);
  const sum = (count: (tally: Tally) => number) => [...tallies.values()].reduce((total, tally) => total + count(tally), 0);
  const report: FolderReport = {
    folder,
    objects: tallies.size,
    records: sum(({ records }) => records),
    theirs: sum((tally) => tally.countOf(customer)),
    objectsWithTheirs: keys.length,
    ambiguous: sum((tally) => tally.ambiguousOf(customer)),
    muteObjects: sum(({ records, mute }) => records > 0 && mute === records ? 1 : 0),
    notUnderstood,
    erased: 0,
    rewritten: 0,
    deleted: 0,
    failed: [...failed],
  };
  return { report, keys };
}

async function inParallel<T>(items: Iterable<T> | AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = (async function* () { yield* items; })();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      await work(next.value);
    }
  }));
}
