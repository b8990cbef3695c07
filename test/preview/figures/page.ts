import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { groups } from './calculate';
import { DAY, HOUR, NOW, TODAY, dayOf, hourOf, written } from './clock';
import { DIRECTORY } from './directory';
import { TRAFFIC } from './truth';
import type { UsageRecord } from './usage-record';
import { importDatasets } from '../../../preview/datasets';
import { Engine } from '../../../preview/engine';
import type { PageData, SheetData } from '../../../preview/page/data';
import { renderPage } from '../../../preview/page/page';
import { Template } from '../../../preview/template';
import { ApiUsageAnalytics, QuickSightPrincipal, RecordFormat } from '../../../src';
import { embedded, embeddedSheet } from '../page-reader';

/** What the page has of the made-up traffic, by the whole way: objects, the template's SQL, the page's cubes. */
export interface Page {
  readonly data: PageData;
  readonly sheets: ReadonlyMap<string, SheetData>;
}

export async function pageOfTruth(): Promise<Page> {
  const template = new Template(synthesized());
  const bucketDirectory = mkdtempSync(join(tmpdir(), 'figures-'));
  deliver(bucketDirectory);
  const now = new Date(NOW);
  const engine = await Engine.open({ template, bucketDirectory, now });
  try {
    const html = await renderPage({ ...await importDatasets(template, engine), query: (sql) => engine.query(sql), now, notes: [] });
    const data = embedded(html);
    return { data, sheets: new Map(data.sheets.map(({ id }) => [id, embeddedSheet(html, id)])) };
  } finally {
    engine.close();
    rmSync(bucketDirectory, { recursive: true });
  }
}

/** The quickstart's analytics, with objects that a test can write. */
function synthesized(): object {
  const stack = new Stack(new App(), 'Quickstart');
  new ApiUsageAnalytics(stack, 'UsageAnalytics', { recordFormat: RecordFormat.JSON, dashboardOwners: [QuickSightPrincipal.group('analysts')] });
  return Synthesized.fromStack(stack).toJSON();
}

/** Few objects, since each costs time: of a day, what came in its time, and what came late. */
function deliver(bucketDirectory: string): void {
  const put = (key: string, content: string | Buffer) => {
    mkdirSync(dirname(join(bucketDirectory, key)), { recursive: true });
    writeFileSync(join(bucketDirectory, key), content);
  };
  [...groups(TRAFFIC, arrivalOf)].forEach(([arrival, records], index) => {
    const [year, month, day, hour] = written(arrival).split(/[- :]/);
    put(`logs/year=${year}/month=${month}/day=${day}/hour=${hour}/${index}.gz`, gzipSync(lines(records.map(delivered))));
  });
  put('directory/api_keys/api-keys.ndjson', lines(DIRECTORY));
}

/**
 * The hour that an object is filed under may be an hour before a record's own time, as for the first hour of a day here, and any time later:
 * the others arrive at the end of their day, and one in five of a night ten days late.
 */
function arrivalOf({ request_time: time }: UsageRecord): number {
  if (time === null) {
    return TODAY;
  }
  const day = dayOf(time);
  const isLate = time % 5 === 0 && time - day < 6 * HOUR;
  return Math.min(hourOf(NOW), isLate ? day + 10 * DAY : time - day < HOUR ? day - HOUR : day + 23 * HOUR);
}

function delivered(record: UsageRecord): object {
  return { ...record, request_time: record.request_time === null ? null : written(record.request_time) };
}

function lines(items: readonly object[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}
