import type { Settings, Traffic } from './assumptions';
import { assumed, DAYS, DEFAULTS } from './assumptions';
import type { Measured, ScanGroup } from './measured';
import { MEASURED_DAYS, MEASURED_KEYS, MEASURED_REQUESTS } from './measured';
import type { Reading } from './reading';
import { HOURS } from './reading';
import { objectsOf } from './volumes';

export const KEPT_DAYS = assumed('monthsKept') * DAYS;

/** Days that the scans of a group read together, of so many days of records. */
export function scannedDays(
  { window, arrivedDays = Infinity, scans }: Omit<ScanGroup, 'bytes'>, { usageDays, requestsDays }: Settings, kept: number,
): number {
  return scans * Math.min(window === 'usage' ? usageDays : requestsDays, arrivedDays, kept);
}

/** One load of the whole dashboard in direct query mode: bytes of columns grow with the requests, those of footers with the objects. */
export function dashboardLoad(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  return reading(measured.queries, (group) => scannedDays(group, settings, KEPT_DAYS), traffic, settings, measured);
}

/** The same of GZIP JSON: objects are read whole, so that a day is as many bytes to each scan. */
export function gzipDashboardLoad(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  const days = sum(measured, (group) => scannedDays(group, settings, KEPT_DAYS)) / sum(measured, measuredDays);
  return { ...dashboardLoad(traffic, settings, measured), bytes: measured.gzipLoadBytes * days * traffic.requests / MEASURED_REQUESTS };
}

/** A statement by hand: 30 days of what the scans of one load read on average. */
export function handQuery(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  return reading(1, ({ scans }) => DAYS * scans / measured.scans, traffic, settings, measured);
}

/** The same of GZIP JSON. */
export function gzipHandQuery(traffic: Traffic, settings: Settings, measured: Measured): Reading {
  return { ...handQuery(traffic, settings, measured), bytes: measured.gzipRecord * traffic.requests };
}

/** Of queries whose scans of each group read so many days together. */
function reading(queries: number, daysOf: (group: ScanGroup) => number, traffic: Traffic, settings: Settings, measured: Measured): Reading {
  const footers = (objects: number) => objects * measured.footerBytes;
  // what a scan reads of a measured day beside its footers
  const columns = (group: ScanGroup) => group.bytes / measuredDays(group) - footers(measured.objects / MEASURED_DAYS);
  const days = sum(measured, daysOf);
  const objects = objectsOf(traffic.requests, measured.line, measured, settings) / DAYS * days;
  return {
    queries,
    bytes: sum(measured, (group) => columns(group) * daysOf(group)) * traffic.requests / MEASURED_REQUESTS
      + footers(objects)
      + measured.keysBytes / measured.queries * queries * traffic.keys / MEASURED_KEYS,
    objects,
    partitions: HOURS * days,
  };
}

function measuredDays(group: ScanGroup): number {
  return scannedDays(group, DEFAULTS, MEASURED_DAYS);
}

function sum({ groups }: Measured, of: (group: ScanGroup) => number): number {
  return groups.reduce((all, group) => all + of(group), 0);
}
