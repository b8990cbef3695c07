import type { Traffic } from './assumptions';
import { assumed } from './assumptions';
import type { Prices } from './prices';
import { costOf, GB } from './prices';

export const PARTS = {
  ingestion: 'Firehose: taking the lines',
  conversion: 'Firehose: conversion to Parquet',
  enrichment: 'Lambda: enrichment',
  directory: 'Lambda, Scheduler: list of keys',
  storage: 'S3: storage',
  writing: 'S3: requests that write',
  reading: 'S3: requests of queries',
  athena: 'Athena: bytes read',
  crawler: 'Glue: crawler',
  logs: 'CloudWatch Logs',
  users: 'QuickSight: users',
  spice: 'QuickSight: SPICE',
} as const;

export type Part = keyof typeof PARTS;

/** Dollars a month. */
export type Parts = Readonly<Record<Part, number>>;

export function total(parts: Parts): number {
  return Object.values(parts).reduce((sum, cost) => sum + cost, 0);
}

/** A function of that many runs, with so many seconds of a processor of its own: each is 1,769 MB of memory, whatever memory the function has. */
export function costOfFunction({ runs, processorSeconds, architecture }: {
  readonly runs: number;
  readonly processorSeconds: number;
  readonly architecture: 'lambdaArm' | 'lambdaX86';
}, prices: Prices): number {
  const gigabyteSeconds = processorSeconds * 1_769 / 1_024 + runs * assumed('runSeconds') * FUNCTION_GB;
  return costOf(prices[architecture], gigabyteSeconds) + costOf(prices.lambdaRequests, runs / 1e6);
}

/** Memory of the construct's functions. The walkthrough's is not known. */
export const FUNCTION_GB = 0.5;

export function costOfLogs(runs: number, prices: Prices): number {
  const gigabytes = runs * assumed('logBytes') / GB;
  return costOf(prices.logsIngestion, gigabytes) + costOf(prices.logsStorage, gigabytes);
}

export function costOfStorage({ requests }: Traffic, bytesOfRecord: number, prices: Prices): number {
  return costOf(prices.s3Storage, assumed('monthsKept') * requests * bytesOfRecord / GB);
}

/** Each night for ten minutes, the least that is billed. */
export function costOfCrawler(prices: Prices): number {
  return costOf(prices.crawler, assumed('days') * assumed('crawlerUnits') * 10 / 60);
}

export function costOfUsers(prices: Prices): number {
  return costOf(prices.author, assumed('authors')) + costOf(prices.reader, assumed('readers'));
}
