import type { Account } from './account';
import { addresses } from './addresses';
import type { Caller } from './caller';
import { BROWSERS, PROGRAMS } from './clients';
import type { Random } from './random';

const FIRST = ['Amber', 'Birch', 'Cobalt', 'Delta', 'Ember', 'Fjord', 'Granite', 'Harbor', 'Indigo', 'Juniper', 'Kestrel', 'Lumen', 'Meadow', 'Nimbus', 'Orchard', 'Pinnacle'];
const SECOND = ['Analytics', 'Booking', 'Commerce', 'Foods', 'Freight', 'Health', 'Insurance', 'Labs', 'Mobility', 'Pets', 'Retail', 'Systems'];

/** Customers call one of these, or the API's own domain, as those do who came first. */
const DOMAINS = [['api.example.com', 60], ['partners.example.com', 15], [undefined, 25]] as const;

/** A customer, and the name of its key. */
export interface Customer extends Caller {
  readonly keyId: string;
  readonly name: string;
}

/** What is said of a customer beforehand; the rest is made up. */
export interface Subscription {
  /** Seconds since 1970. */
  readonly created: number;
  readonly isOnPlan?: boolean;
}

/** Makes customers up, and gives them their keys. */
export class CustomerMaker {
  private made = 0;

  constructor(private readonly account: Account, private readonly random: Random) {}

  /** A customer whose key the template declares. */
  public declared(keyId: string, name: string): Customer {
    const customer = this.customer(keyId, name);
    return { ...customer, weight: 2 * customer.weight };
  }

  /** A customer of its own making, on the plan that falls to its name. */
  public subscribe({ created, isOnPlan = true }: Subscription): Customer {
    const name = nameOf(this.made++);
    const keyId = this.random.id(10);
    this.account.addKey(keyId, name, Math.floor(created), isOnPlan ? this.account.shareOut(name).id : undefined);
    return this.customer(keyId, name);
  }

  private customer(keyId: string, name: string): Customer {
    const { account, random } = this;
    const plan = account.planOf(keyId);
    const plans = account.usagePlans;
    const rank = Math.max(0, plans.findIndex(({ id }) => id === plan?.id)) / Math.max(1, plans.length - 1);
    const browser = random.next() < 0.2;
    return {
      kind: 'client',
      keyId,
      name,
      onPlan: plan !== undefined,
      domain: random.weighted(DOMAINS),
      // larger plans have larger customers, a few of them much larger than the others
      weight: Math.min(60, random.logNormal(1 + 6 * rank, 1.1)),
      userAgents: browser ? BROWSERS : [[random.weighted(PROGRAMS), 95], [random.weighted(PROGRAMS), 5]],
      addresses: addresses(browser ? 12 : 1 + random.below(4), random),
      utcOffset: random.pick([-8, -5, -5, 0, 1, 1, 1, 2, 5.5, 9]),
      rhythm: browser ? 'evening' : random.weighted([['office', 5], ['machine', 3], ['nightly', 1]] as const),
      mistakes: Math.min(0.25, random.logNormal(0.025, 0.8)),
      throttled: rank > 0.9 ? 0.002 : Math.min(0.15, random.logNormal(0.02, 0.8)) * (1 - rank),
      overQuota: 0,
      appetite: random.logNormal(1, 0.3),
      taste: random.below(1_000),
    };
  }
}

/** No two are alike up to the 192nd. */
function nameOf(index: number): string {
  return `${FIRST[(index * 5) % FIRST.length]} ${SECOND[(index * 7 + Math.floor(index / 16)) % SECOND.length]}`.toLowerCase().replace(' ', '-');
}
