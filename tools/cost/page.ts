import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResults } from './measured';
import { measured, measuredOn } from './measured';
import { chargeTables, forwarderTable, keysTable, millionTable, optionTable, totalTable } from './page-costs';
import { quotaTable } from './page-limits';
import { settingsTable } from './page-settings';
import { assumptionTable, measuredTable, priceTable, uncheckedSentence } from './page-sources';
import { words } from './page-words';
import type { PriceList } from './prices';

const TEMPLATE = join(__dirname, 'cost.template.md');

/** docs/cost.md: the template with its figures. */
export function costPage(results: BenchResults, list: PriceList): string {
  const world = { measured: measured(results), prices: list.prices };
  const values: Record<string, string> = {
    region: list.region,
    priceDate: list.date,
    benchDate: measuredOn(results),
    totals: totalTable(world),
    charges: chargeTables(world),
    million: millionTable(world),
    keys: keysTable(world),
    forwarders: forwarderTable(world),
    options: optionTable(world),
    settings: settingsTable(world),
    quotas: quotaTable(world.measured),
    assumptions: assumptionTable(),
    prices: priceTable(list),
    unchecked: uncheckedSentence(list),
    measured: measuredTable(world.measured),
    ...words(world),
  };
  return filled(readFileSync(TEMPLATE, 'utf8'), values);
}

/** Fails for a place without a value, and for a value without a place. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const page = template.replace(/\{\{(\w+)\}\}/g, (_place, name: string) => {
    if (values[name] === undefined) {
      throw new Error(`cost.template.md asks for {{${name}}}, and there is no such value; write it in tools/cost/page.ts`);
    }
    used.add(name);
    return values[name];
  });
  const unused = Object.keys(values).find((name) => !used.has(name));
  if (unused !== undefined) {
    throw new Error(`cost.template.md has no place for {{${unused}}}; write it there, or leave the value out`);
  }
  return page;
}
