import type { Account } from './account';
import type { Caller } from './caller';
import { CustomerMaker } from './customers';
import { establishedCustomers } from './established';
import { leavers } from './leavers';
import { newcomers } from './newcomers';
import type { Random } from './random';
import { strangers } from './strangers';

/** The callers of made-up traffic: the template's keys, customers that are made up on its plans, and those whom no API is spared. */
export function madeUpCallers(account: Account, random: Random, now: number, requests: number): Caller[] {
  const customers = new CustomerMaker(account, random);
  const established = establishedCustomers(account, customers, random, now);
  const weight = established.reduce((sum, caller) => sum + caller.weight, 0);
  return [
    ...established,
    ...newcomers(customers, random, now, { weight, requests }),
    ...leavers(customers, random, now, weight),
    ...strangers(random, now, weight),
  ];
}
