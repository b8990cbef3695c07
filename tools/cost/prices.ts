import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How somebody made sure of a price. */
export type Check = 'the pricing page' | 'AWS\'s price list, as Infracost has it' | 'pages of others' | 'not checked against a page';

interface Tier {
  /** Units of a month that it ends at; the last one has no end. */
  readonly upTo?: number;
  readonly price: number;
}

/** A list price, and where it stands. Either one for all units or one for each tier. */
export interface Price {
  readonly what: string;
  readonly unit: string;
  readonly price?: number;
  readonly tiers?: readonly Tier[];
  readonly source: string;
  readonly checked: Check;
  readonly note?: string;
}

export const PRICE_NAMES = [
  'firehoseIngestion', 'firehoseConversion', 'lambdaArm', 'lambdaX86', 'lambdaRequests', 'scheduler', 's3Storage', 's3Writes', 's3Reads', 'athena', 'crawler',
  'logsIngestion', 'logsStorage', 'metric', 'alarm', 'operationsDashboard', 'secret', 'kmsKey', 'author', 'reader', 'spice', 'transferOut',
  'transferRegion',
] as const;

export type Prices = Readonly<Record<typeof PRICE_NAMES[number], Price>>;

export interface PriceList {
  readonly region: string;
  readonly date: string;
  readonly prices: Prices;
}

export function readPrices(): PriceList {
  return JSON.parse(readFileSync(join(__dirname, 'prices.json'), 'utf8')) as PriceList;
}

/** Dollars for so many units of a month. */
export function costOf({ price = 0, tiers = [{ price }] }: Price, units: number): number {
  let [cost, from] = [0, 0];
  for (const { upTo = Infinity, price: rate } of tiers) {
    cost += rate * Math.max(0, Math.min(units, upTo) - from);
    from = upTo;
  }
  return cost;
}

/** AWS counts in these: https://aws.amazon.com/s3/faqs/ */
export const GB = 2 ** 30;
export const TB = 2 ** 40;
export const MIB = 2 ** 20;
