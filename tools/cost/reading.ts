import { assumed } from './assumptions';
import type { Prices } from './prices';
import { costOf, MIB, TB } from './prices';

/** Athena bills no less for a query. */
const LEAST_BILLED = 10 * MIB;

/** Partitions of a day: each is listed by each query that reads it. */
export const HOURS = 24;

/** What queries read. */
export interface Reading {
  readonly queries: number;
  readonly bytes: number;
  /** Objects opened, each as often as it is. */
  readonly objects: number;
  /** Hours looked into. */
  readonly partitions: number;
}

/** Dollars of Athena for the bytes, and of S3 for the requests that Athena makes. */
export interface ReadingCost {
  readonly bytes: number;
  readonly requests: number;
}

export function costOfReading({ queries, bytes, objects, partitions }: Reading, prices: Prices, getsPerObject: number): ReadingCost {
  return {
    bytes: costOf(prices.athena, Math.max(bytes, queries * LEAST_BILLED) / TB),
    requests: costOf(prices.s3Reads, objects * getsPerObject / 1_000) + costOf(prices.s3Writes, partitions * assumed('listsPerHour') / 1_000),
  };
}

export function times(count: number, { bytes, requests }: ReadingCost): ReadingCost {
  return { bytes: count * bytes, requests: count * requests };
}

export function together(...costs: readonly ReadingCost[]): ReadingCost {
  return costs.reduce((sum, { bytes, requests }) => ({ bytes: sum.bytes + bytes, requests: sum.requests + requests }), { bytes: 0, requests: 0 });
}

export const PARQUET_GETS = assumed('getsPerParquet');
export const JSON_GETS = 1;
