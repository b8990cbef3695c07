import type { Traffic } from './assumptions';
import { assumed, DAYS, DEFAULTS } from './assumptions';
import { KEPT_DAYS, scannedDays } from './dashboard-load';
import type { Measured, ScanGroup } from './measured';
import type { Parts } from './parts';
import { costOfCrawler, costOfFunction, costOfLogs, costOfStorage, costOfUsers } from './parts';
import { costOf, GB } from './prices';
import type { Reading } from './reading';
import { costOfReading, HOURS, JSON_GETS, times, together } from './reading';
import { billedBytes, objectsOf, runsOfEnrichment } from './volumes';
import type { World } from './world';

/** A stream's defaults where nothing is converted. */
const BUFFERING = { bufferingSeconds: 300, bufferingMebibytes: 5 };

/** One load of a dashboard over the walkthrough's records: its queries, one for each visual and list, and the days that they read together. */
export interface WalkthroughLoad {
  readonly queries: number;
  readonly days: number;
}

/** As the walkthrough has it, nothing filters on partitions. */
export function unfiltered(queries: number): WalkthroughLoad {
  return { queries, days: queries * KEPT_DAYS };
}

/** As many queries as ours has, each of which goes back as ours does, and reads its days once. Those of ours that read them twice read all of `usageWindow`. */
export function filteredAsOurs({ queries, scans, groups }: Measured): WalkthroughLoad {
  const days = (group: Omit<ScanGroup, 'bytes'>) => scannedDays(group, DEFAULTS, KEPT_DAYS);
  return { queries, days: groups.reduce((sum, group) => sum + days(group), 0) - days({ window: 'usage', scans: scans - queries }) };
}

/** The walkthrough's records under a dashboard. */
export function walkthroughByPart(load: WalkthroughLoad, traffic: Traffic, { measured, prices }: World): Parts {
  const { requests } = traffic;
  const record = measured.walkthroughRecord;
  const runs = runsOfEnrichment(requests, record);
  const objects = objectsOf(requests, record, measured, BUFFERING);
  const readingOf = ({ queries, days }: WalkthroughLoad): Reading => ({
    queries, bytes: days / DAYS * requests * record, objects: days / DAYS * objects, partitions: days * HOURS,
  });
  const read = together(
    times(assumed('handQueries'), costOfReading(readingOf({ queries: 1, days: DAYS }), prices, JSON_GETS)),
    times(assumed('loads'), costOfReading(readingOf(load), prices, JSON_GETS)),
  );
  return {
    ingestion: costOf(prices.firehoseIngestion, billedBytes(requests, record) / GB),
    conversion: 0,
    enrichment: costOfFunction({ runs, processorSeconds: requests * measured.walkthroughSeconds, architecture: 'lambdaX86' }, prices),
    directory: 0,
    storage: costOfStorage(traffic, record, prices),
    writing: costOf(prices.s3Writes, objects / 1_000),
    reading: read.requests,
    athena: read.bytes,
    crawler: costOfCrawler(prices),
    logs: costOfLogs(runs, prices),
    users: costOfUsers(prices),
    spice: 0,
  };
}
