import type { Account } from './account';
import { identityPool, signature, token, userPool } from './credential';
import type { Customer, CustomerMaker } from './customers';
import type { Random } from './random';

const DAY = 86_400_000;
const MADE_UP = 45;

/** Customers who came long before the traffic begins: the template's, and some that are made up. */
export function establishedCustomers(account: Account, customers: CustomerMaker, random: Random, now: number): Customer[] {
  const declared = account.apiKeys.map(({ id, name }) => customers.declared(id, name));
  const madeUp = Array.from({ length: MADE_UP }, () => customers.subscribe({ created: longAgo(random, now) }));
  return [...declared, ...withPeculiarities(madeUp, random)];
}

/** Seconds since 1970, before anything that the dashboard shows. */
export function longAgo(random: Random, now: number): number {
  return (now - DAY * (100 + random.below(700))) / 1000;
}

/** Some sign their requests or bring tokens, a few use up their quota, and one takes everything. */
function withPeculiarities(customers: readonly Customer[], random: Random): Customer[] {
  const typical = customers.reduce((sum, { weight }) => sum + weight, 0) / customers.length;
  const [limited] = customers.map(({ throttled }) => throttled).sort((one, other) => other - one);
  let overQuota = 3;
  return customers.map((customer, index) => {
    const { name, throttled } = customer;
    const isLimited = throttled >= limited / 4 && overQuota > 0;
    overQuota -= Number(isLimited);
    const caller = isLimited ? { ...customer, overQuota: 0.05 + 0.05 * random.next() } : customer;
    switch (index % 15) {
      case 2:
        return { ...caller, credential: signature(random) };
      case 5:
        return { ...caller, credential: token(name) };
      case 8:
        return { ...caller, credential: userPool(25, random), weight: Math.max(caller.weight, typical) };
      case 11:
        return index === 11
          ? { ...caller, credential: identityPool(8, random), weight: Math.max(caller.weight, typical) }
          : { ...caller, credential: token(name) };
      case 13:
        return index === 13 ? downloader(caller, typical) : caller;
      default:
        return caller;
    }
  });
}

/** It reads all that there is, every night. */
function downloader(customer: Customer, typical: number): Customer {
  return {
    ...customer,
    weight: 2 * typical,
    appetite: 100,
    taste: 0,
    mistakes: 0.005,
    throttled: 0.01,
    rhythm: 'nightly',
    userAgents: [['python-requests/2.32.5', 1]],
  };
}
