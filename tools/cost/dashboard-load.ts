import type { Settings, Traffic } from './assumptions';
import { assumed, DAYS, DEFAULTS } from './assumptions';
import type { Measured } from './measured';
import { MEASURED_DAYS, MEASURED_KEYS, MEASURED_REQUESTS } from './measured';
import type { Reading } from './reading';
import { HOURS } from './reading';
import { objectsOf } from './volumes';

/** Of the scans of one load, those of `requests`, which go back `requestsWindow`; the others go back `usageWindow`. */
export const SCANS_OF_REQUESTS = 18;

/** Days that all scans of one load read together, of so many days of records. */
function scannedDays({ scans }: Measured, { usageDays, requestsDays }: Pick<Settings, 'usageDays' | 'requestsDays'>, kept: number): number {
  return (scans - SCANS_OF_REQUESTS) * Math.min(usageDays, kept) + SCANS_OF_REQUESTS * Math.min(requestsDays, kept);
}

/** One load of the whole dashboard in direct query mode: bytes of columns grow with the requests, those of footers with the objects. */
export function dashboardLoad(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  return reading(measured.queries, scannedDays(measured, settings, assumed('monthsKept') * DAYS), traffic, settings, measured);
}

/** The same of GZIP JSON: objects are read whole. */
export function gzipDashboardLoad(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  const days = scannedDays(measured, settings, assumed('monthsKept') * DAYS) / scannedDays(measured, DEFAULTS, MEASURED_DAYS);
  return { ...dashboardLoad(traffic, settings, measured), bytes: measured.gzipLoadBytes * days * traffic.requests / MEASURED_REQUESTS };
}

/** A statement by hand: one scan of 30 days. */
export function handQuery(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  return reading(1, DAYS, traffic, settings, measured);
}

/** The same of GZIP JSON. */
export function gzipHandQuery(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  return { ...handQuery(traffic, settings, measured), bytes: measured.gzipRecord * traffic.requests };
}

function reading(queries: number, days: number, traffic: Traffic, settings: Settings, measured: Measured): Reading {
  const measuredDays = scannedDays(measured, DEFAULTS, MEASURED_DAYS);
  const footers = (objectsADay: number, scanned: number) => objectsADay * scanned * measured.footerBytes;
  const columns = measured.loadBytes - measured.keysBytes - footers(measured.objects / MEASURED_DAYS, measuredDays);
  const objects = objectsOf(traffic.requests, measured.line, measured, settings) / DAYS;
  return {
    queries,
    bytes: columns / measuredDays * days * traffic.requests / MEASURED_REQUESTS
      + footers(objects, days)
      + measured.keysBytes / measured.queries * queries * traffic.keys / MEASURED_KEYS,
    objects: objects * days,
    partitions: HOURS * days,
  };
}
