import type { Account } from './account';
import { BOTS, BROWSERS, PROGRAMS } from './clients';
import type { Random } from './random';

/** Somebody who calls an API. */
export interface Caller {
  readonly kind: 'customer' | 'unknown_key' | 'invalid_key' | 'scanner';
  readonly keyId?: string;
  /** Share of the traffic, relative to the others. */
  readonly weight: number;
  readonly userAgents: readonly (readonly [string, number])[];
  readonly addresses: readonly string[];
  /** Hours that the caller's clock is ahead of UTC. */
  readonly utcOffset: number;
  /** How the caller's requests are spread over the day. */
  readonly rhythm: 'office' | 'evening' | 'machine' | 'nightly';
  /** How probable a request is that the caller got wrong. */
  readonly mistakes: number;
  /** How probable a request is that goes beyond the plan's limits. */
  readonly throttled: number;
  /** Favourite endpoints come first. */
  readonly taste: number;
}

const FIRST = ['Amber', 'Birch', 'Cobalt', 'Delta', 'Ember', 'Fjord', 'Granite', 'Harbor', 'Indigo', 'Juniper', 'Kestrel', 'Lumen', 'Meadow', 'Nimbus', 'Orchard', 'Pinnacle'];
const SECOND = ['Analytics', 'Booking', 'Commerce', 'Foods', 'Freight', 'Health', 'Insurance', 'Labs', 'Mobility', 'Pets', 'Retail', 'Systems'];
const MADE_UP_CUSTOMERS = 45;

/** The callers of made-up traffic: the template's keys, customers that are made up on its plans, and those whom no API is spared. */
export function madeUpCallers(account: Account, random: Random, now: number): Caller[] {
  const declared = account.apiKeys.map(({ id }) => id);
  for (let index = 0; index < MADE_UP_CUSTOMERS; index++) {
    const name = `${FIRST[(index * 5) % FIRST.length]} ${SECOND[(index * 7 + Math.floor(index / 16)) % SECOND.length]}`.toLowerCase().replace(' ', '-');
    const created = Math.floor(now / 1000) - 86_400 * (20 + random.below(700));
    account.addKey(random.id(10), name, created, account.shareOut(name).id);
  }
  const names = account.usagePlans.map(({ id }) => id);
  const customers = account.apiKeys.map(({ id }): Caller => {
    const plan = account.planOf(id);
    const rank = names.indexOf(plan?.id ?? '') / Math.max(1, names.length - 1);
    // larger plans have larger customers, a few of them much larger than the others
    const size = Math.min(60, random.logNormal(1 + 6 * Math.max(0, rank), 1.1)) * (declared.includes(id) ? 2 : 1);
    return customer(id, size, rank > 0.9 ? 0.002 : 0.03 * (1 - Math.max(0, rank)), random);
  });
  const total = customers.reduce((sum, { weight }) => sum + weight, 0);
  return [...customers, ...strangers(total, random)];
}

function customer(keyId: string, weight: number, throttled: number, random: Random): Caller {
  const browser = random.next() < 0.2;
  return {
    kind: 'customer',
    keyId,
    weight,
    userAgents: browser ? BROWSERS : [[random.weighted(PROGRAMS), 95], [random.weighted(PROGRAMS), 5]],
    addresses: addresses(browser ? 12 : 1 + random.below(4), random),
    utcOffset: random.pick([-8, -5, -5, 0, 1, 1, 1, 2, 5.5, 9]),
    rhythm: browser ? 'evening' : random.weighted([['office', 5], ['machine', 3], ['nightly', 1]] as const),
    mistakes: Math.min(0.25, random.logNormal(0.025, 0.8)),
    throttled,
    taste: random.below(1_000),
  };
}

/** Keys newer than the directory, keys that are none, and scanners, each a small share of all traffic. */
function strangers(total: number, random: Random): Caller[] {
  const shares = [['unknown_key', 0.006], ['invalid_key', 0.012], ['scanner', 0.015]] as const;
  return shares.map(([kind, share]) => ({
    kind,
    keyId: kind === 'unknown_key' ? random.id(10) : undefined,
    weight: total * share,
    userAgents: kind === 'scanner' ? BOTS : PROGRAMS,
    addresses: addresses(kind === 'scanner' ? 40 : 3, random),
    utcOffset: 0,
    rhythm: 'machine',
    mistakes: 0.05,
    throttled: 0,
    taste: random.below(1_000),
  }));
}

/** Of the networks that are set aside for documentation (RFC 5737). */
function addresses(count: number, random: Random): string[] {
  return Array.from({ length: count }, () => `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + random.below(254)}`);
}
