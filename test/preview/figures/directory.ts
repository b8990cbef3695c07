import { DAY, NOW, TODAY, written } from './clock';
import type { ApiKeyEntry } from '../../../src/record/api-keys';

type Plan = Pick<ApiKeyEntry, 'usage_plan_id' | 'usage_plan' | 'stages' | 'quota_limit' | 'quota_period'>;

function plan(
  usage_plan_id: string | null, usage_plan: string | null, stages: string[], quota_limit: number | null, quota_period: string | null,
): Plan {
  return { usage_plan_id, usage_plan, stages, quota_limit, quota_period };
}

/** Quotas of each period, none, and a period without a limit; two plans of one name. */
export const PLANS = {
  gold: plan('gold', 'Gold', ['pets/prod', 'shops/prod'], 310, 'MONTH'),
  silver: plan('silver', 'Silver', ['pets/prod'], 40, 'WEEK'),
  bronze: plan('bronze', 'Bronze', ['pets/prod', 'shops/prod'], 12, 'DAY'),
  bronze2: plan('bronze-2', 'Bronze', ['shops/prod'], null, 'DAY'),
  drop: plan('drop', 'Drop', ['pets/prod'], 3, 'DAY'),
  closed: plan('closed', 'Closed', ['pets/prod'], 0, 'WEEK'),
  trial: plan('trial', 'Trial', ['pets/beta'], null, null),
  none: plan(null, null, [], null, null),
};

function entry(
  api_key_id: string, customer_id: string, customer: string, held: Plan, daysAgo: number, given: Partial<ApiKeyEntry> = {},
): ApiKeyEntry {
  return {
    api_key_id,
    api_key_name: `${api_key_id} of ${customer}`,
    enabled: true,
    created_at: written(NOW - daysAgo * DAY),
    customer_id,
    customer,
    ...held,
    quota_offset: null,
    throttle_rate_limit: null,
    throttle_burst_limit: null,
    ...given,
  };
}

/** So many that no chart holds them all. */
export const SHOPS = Array.from({ length: 18 }, (_, index) => (
  entry(`shop-key${index}`, `s${index}`, `Shop ${index}`, [PLANS.silver, PLANS.bronze, PLANS.gold][index % 3], 6 * index + 3.3)
));

/** What the directory knows now. */
export const DIRECTORY: readonly ApiKeyEntry[] = [
  // two keys of a customer, who shows under the name of the newer one
  entry('key1', 'c1', 'Acme United', PLANS.gold, 500),
  entry('key2', 'c1', 'Acme Corp', PLANS.bronze, 60),
  // a key on two plans
  entry('key3', 'c2', 'Globex', PLANS.gold, 85),
  entry('key3', 'c2', 'Globex', PLANS.trial, 85),
  // two customers of one name
  entry('key4', 'c3', 'Initech', PLANS.silver, 300),
  entry('key5', 'c4', 'Initech', PLANS.silver, 300),
  // was called Umbrella
  entry('key6', 'c5', 'Umbrella Group', PLANS.silver, 300),
  // was on Silver
  entry('key7', 'c6', 'Hooli', PLANS.gold, 300),
  entry('key8', 'c7', 'Wonka', PLANS.bronze2, 300, { created_at: null }),
  // was used before the directory knew it
  entry('key9', 'c8', 'Newcomer', PLANS.silver, 20),
  entry('key10', 'c9', 'Soylent', PLANS.none, 300),
  // was on no plan
  entry('key11', 'c10', 'Stark', PLANS.gold, 70),
  entry('key12', 'c11', 'Never', PLANS.silver, 30),
  entry('key13', 'c12', 'Never either', PLANS.none, 200, { api_key_name: null }),
  entry('key14', 'c13', 'Gone', PLANS.bronze, 80),
  entry('key15', 'c14', 'Late bloomer', PLANS.trial, 10),
  // of another clock: created after its first call
  entry('key16', 'c15', 'Early bird', PLANS.bronze, 4.2),
  // made when the window begins, and just before
  entry('key17', 'c16', 'Quiet', PLANS.trial, 90, { created_at: written(TODAY - 90 * DAY) }),
  entry('key18', 'c17', 'Exact', PLANS.drop, 90, { created_at: written(TODAY - 90 * DAY - 1) }),
  entry('key19', 'c18', 'Hundred', PLANS.trial, 40),
  entry('key20', 'c19', 'Ninety-nine', PLANS.trial, 40),
  // is no longer used, by a customer who has another
  entry('key21', 'c2', 'Globex', PLANS.bronze, 80),
  // may not call at all
  entry('key22', 'c20', 'Shut out', PLANS.closed, 80),
  ...SHOPS,
];
