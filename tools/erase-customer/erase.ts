import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Customer } from './customer';
import { readLines, writeLines } from './lines';
import type { Days } from './objects';
import { keysOf } from './objects';
import { Parquet } from './parquet';
import type { Fetched } from './store';
import { Store } from './store';
import { Tally } from './tally';
import { API_KEYS_OBJECT, ERRORS_PREFIX, LOGS_PREFIX, REPLAYED_PREFIX } from '../../src/record/layout';

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

/** The progress of a replay, which holds no record. */
const LEASE = `${REPLAYED_PREFIX}lease.json`;

/**
 * Finds a customer's records in a bucket and, where asked to, takes them out.
 *
 * All is read first, since any record can name a key of the customer that others were made with before it had a name. The logs are changed last:
 * while they are there, they say which keys these are, also to another run that goes on where this one ended.
 */
export async function eraseCustomer(options: EraseOptions): Promise<FolderReport[]> {
  const { s3, bucket, customer, logsPrefix = LOGS_PREFIX, errorsPrefix = ERRORS_PREFIX, folders = [], say } = options;
  const directory = mkdtempSync(join(tmpdir(), 'erase-customer-'));
  // records lie there for a moment, and none may stay
  const clean = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', clean);
  const parquet = await Parquet.open(directory);
  const worker = new Worker(new Store(s3, bucket, directory), parquet, customer);
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

class Worker {
  constructor(private readonly store: Store, private readonly parquet: Parquet, private readonly customer: Customer) {}

  /** The keys that the customer has now. */
  public async learnFromDirectory(): Promise<void> {
    const tally = new Tally();
    await this.store.with(API_KEYS_OBJECT, ({ file, format }) => readLines(file, format === 'gzip', this.customer, (verdict) => {
      tally.add(verdict);
      return false;
    }));
    this.learn(tally);
  }

  public async survey(folder: string, keys: AsyncIterable<string>): Promise<Survey> {
    const survey: Survey = { folder, notUnderstood: [], failed: [], tallies: new Map() };
    await inParallel(keys, async (key) => {
      const tally = key === LEASE ? undefined : await this.store.with(key, (object) => this.tallyOf(object)).catch((error: Error) => {
        survey.failed.push([key, error.message]);
        return undefined;
      });
      if (tally === 'not understood') {
        survey.notUnderstood.push(key);
      } else if (tally) {
        survey.tallies.set(key, tally);
        this.learn(tally);
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

  private async tallyOf(object: Fetched): Promise<Tally | 'not understood'> {
    const tally = new Tally();
    const note = (...[verdict, records]: Parameters<Tally['add']>) => {
      tally.add(verdict, records);
      return false;
    };
    if (object.format === 'other') {
      return 'not understood';
    }
    if (object.format === 'parquet') {
      await this.parquet.read(object.file, this.customer, note);
    } else {
      await readLines(object.file, object.format === 'gzip', this.customer, note);
    }
    return tally;
  }

  private async rewrite(object: Fetched, target: string): Promise<[stays: boolean, erased: number]> {
    let erased = 0;
    const judge = (...[verdict, records = 1]: Parameters<Tally['add']>) => {
      const goes = this.customer.owns(verdict);
      erased += goes ? records : 0;
      return goes;
    };
    const stays = object.format === 'parquet'
      ? await this.parquet.write(object.file, target, await this.parquet.read(object.file, this.customer, judge))
      : await writeLines(object.file, object.format === 'gzip', target, this.customer, judge);
    return [stays, erased];
  }

  private learn(tally: Tally): void {
    for (const key of tally.keys) {
      this.customer.learn(key);
    }
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
