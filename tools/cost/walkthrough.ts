import type { Traffic } from './assumptions';
import { assumed, DAYS } from './assumptions';
import type { Parts } from './parts';
import { costOfCrawler, costOfFunction, costOfLogs, costOfStorage, costOfUsers } from './parts';
import { costOf, GB } from './prices';
import type { Reading } from './reading';
import { costOfReading, HOURS, JSON_GETS, times, together } from './reading';
import { billedBytes, objectsOf, runsOfEnrichment } from './volumes';
import type { World } from './world';

/** A stream's defaults where nothing is converted. */
const BUFFERING = { bufferingSeconds: 300, bufferingMebibytes: 5 };

/** The walkthrough's records under a dashboard of so many visuals and lists, none of which filters on partitions. */
export function walkthroughByPart(queriesOfLoad: number, traffic: Traffic, { measured, prices }: World): Parts {
  const { requests } = traffic;
  const record = measured.walkthroughRecord;
  const runs = runsOfEnrichment(requests, record);
  const objects = objectsOf(requests, record, measured, BUFFERING);
  const readingOf = (queries: number, months: number): Reading => ({
    queries, bytes: queries * months * requests * record, objects: queries * months * objects, partitions: queries * months * DAYS * HOURS,
  });
  const read = together(
    times(assumed('handQueries'), costOfReading(readingOf(1, 1), prices, JSON_GETS)),
    times(assumed('loads'), costOfReading(readingOf(queriesOfLoad, assumed('monthsKept')), prices, JSON_GETS)),
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
