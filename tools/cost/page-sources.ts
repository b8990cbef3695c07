import { ASSUMPTIONS } from './assumptions';
import { two, wordTable } from './format';
import type { Measured } from './measured';
import type { Price, PriceList } from './prices';
import { PRICE_NAMES } from './prices';

export function assumptionTable(): string {
  return wordTable(['how much', 'of what'], Object.values(ASSUMPTIONS).map(([value, what]) => [value.toLocaleString('en-US'), what]));
}

export function priceTable({ prices }: PriceList): string {
  return wordTable(['price', 'USD', 'unit', 'checked against'], PRICE_NAMES.map((name) => {
    const { what, unit, source, checked, note } = prices[name];
    return [`[${what}](${source})`, rates(prices[name]), unit, `${checked}${note ? `; ${note}` : ''}`];
  }));
}

function rates({ price, tiers }: Price): string {
  return tiers ? tiers.map((tier) => `${tier.price}${tier.upTo ? ` up to ${tier.upTo.toLocaleString('en-US')}` : ' beyond'}`).join(', ') : String(price);
}

/** Prices that nothing was found to hold against. */
export function uncheckedSentence({ prices }: PriceList): string {
  const unchecked = PRICE_NAMES.filter((name) => prices[name].checked === 'not checked against a page').map((name) => prices[name].what);
  const ofAws = PRICE_NAMES.filter((name) => prices[name].checked === 'the pricing page');
  return [
    ofAws.length === 0 ? 'No amount was read off a pricing page itself: those load their tables later.' : '',
    unchecked.length === 0 ? '' : `Not checked at all: ${unchecked.join('; ')}.`,
  ].filter(Boolean).join(' ');
}

export function measuredTable(measured: Measured): string {
  return wordTable(['measured', 'figure', 'by'], [
    ['the enrichment, a thousand records', `${two(measured.ourSeconds * 1e6)} ms of a processor; the walkthrough's ${two(measured.walkthroughSeconds * 1e6)} ms`, '`npm run bench enrichment`'],
    ['a log line with all columns, customer and plan', `${two(measured.line)} bytes`, '`npm run bench queries`'],
    ['a record as it is kept', `${two(measured.parquetRecord)} bytes in Parquet, ${two(measured.gzipRecord)} in GZIP JSON; the walkthrough's ${two(measured.walkthroughRecord)}`, 'the same'],
    ['one load of the dashboard, 30 days of 10 million requests', `${measured.queries} queries, ${measured.scans} scans, ${two(measured.loadBytes / 1e9)} GB`, 'the same'],
    ...measured.groups.map(({ window, arrivedDays, scans, bytes }) => [
      `… of these over \`${window}Window\`${arrivedDays === undefined ? '' : `, of ${arrivedDays} days of arrivals`}`, `${scans} scans, ${two(bytes / 1e9)} GB`, 'the same',
    ]),
    ['objects of these 30 days', `${two(measured.objects)}, each with a footer of ${two(measured.footerBytes)} bytes`, 'the same'],
    ['a listing of 10,000 keys in 300 plans', `${two(measured.directoryCalls)} calls`, '`npm run bench control-plane`'],
  ]);
}
