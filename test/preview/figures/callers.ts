import { DIRECTORY, PLANS, SHOPS } from './directory';
import type { UsageRecord } from './usage-record';
import type { ApiKeyEntry } from '../../../src/record/api-keys';

/** Who calls, how often, and when. What is given is what the enrichment wrote at that time. */
export interface Caller {
  readonly share: number;
  readonly stage: string;
  /** In days before now. */
  readonly from: number;
  readonly to: number;
  readonly given: Partial<UsageRecord>;
}

function caller(share: number, given: Partial<UsageRecord>, stage = 'pets/prod', from = 100, to = 0): Caller {
  return { share, stage, from, to, given };
}

/** A key on a plan, by the names that its record has. */
function onPlan(entry: ApiKeyEntry, given: Partial<UsageRecord> = {}): Partial<UsageRecord> {
  const { api_key_id, customer_id, customer, usage_plan_id, usage_plan } = entry;
  return { attribution: 'plan', api_key_id, customer_id, customer, usage_plan_id, usage_plan, ...given };
}

function key(id: string, held = PLANS.gold): ApiKeyEntry {
  return { ...DIRECTORY.find(({ api_key_id }) => api_key_id === id)!, ...held };
}

function withoutKey(customer: string | null, given: Partial<UsageRecord> = {}): Partial<UsageRecord> {
  return { attribution: 'no_key', customer_id: customer, customer, ...given };
}

function open(attribution: string, id: string): Partial<UsageRecord> {
  return { attribution, api_key_id: id };
}

const ALICE = 'arn:aws:iam::123456789012:user/alice';
const WEB = 'arn:aws:sts::123456789012:assumed-role/web/x';
const NO_PLAN = { attribution: 'no_plan', usage_plan_id: null, usage_plan: null };

/** Asks the same again and again, so that an hour has many requests that differ by nothing but figures. */
const POLLING = {
  api_id: 'pets',
  stage: 'prod',
  domain_name: 'api.example.com',
  http_method: 'GET',
  resource_path: '/search',
  status: 200,
  error_type: null,
  client_family: 'curl',
};

/** Those who call at given times only. */
export const HUNDRED = caller(0, onPlan(key('key19', PLANS.trial), POLLING));
export const NEWCOMER = {
  unknown: caller(0, { ...open('unknown_key', 'key9'), ...POLLING }),
  known: caller(0, onPlan(key('key9', PLANS.silver), POLLING)),
};
export const NINETY_NINE = caller(0, onPlan(key('key20', PLANS.trial), POLLING));
export const QUIET = caller(0, onPlan(key('key17', PLANS.trial)), 'pets/beta');
export const GONE = caller(0, onPlan(key('key14', PLANS.bronze)));
export const EXACT = caller(0, onPlan(key('key18', PLANS.drop), { error_type: null }));

export const CALLERS: readonly Caller[] = [
  caller(60, onPlan(key('key1'))),
  caller(20, onPlan(key('key1'), { customer: 'Acme' }), 'shops/prod'),
  caller(30, onPlan(key('key2', PLANS.bronze)), 'pets/prod', 58),
  caller(25, onPlan(key('key3')), 'pets/prod', 84),
  caller(10, onPlan(key('key3', PLANS.trial)), 'pets/beta', 40),
  caller(15, onPlan(key('key4', PLANS.silver))),
  caller(12, onPlan(key('key5', PLANS.silver))),
  // was another customer's, with whom it shares the quota of this week
  caller(8, onPlan(key('key5', PLANS.silver), { customer_id: 'c4-before', customer: 'Initrode' }), 'pets/prod', 60, 2),
  caller(12, onPlan(key('key6', PLANS.silver), { customer: 'Umbrella' }), 'pets/prod', 100, 30),
  caller(6, onPlan(key('key6', PLANS.silver)), 'pets/prod', 30),
  caller(8, onPlan(key('key7', PLANS.silver)), 'pets/prod', 100, 40),
  caller(9, onPlan(key('key7')), 'pets/prod', 40),
  caller(8, onPlan(key('key8', PLANS.bronze2)), 'shops/prod'),
  caller(5, open('unknown_key', 'key9'), 'pets/prod', 19, 10),
  caller(6, onPlan(key('key9', PLANS.silver)), 'pets/prod', 10),
  // known by now, but on no plan of this stage
  caller(3, open('unknown_key', 'key9'), 'shops/prod', 19, 10),
  caller(5, onPlan(key('key10', PLANS.none), NO_PLAN)),
  caller(5, onPlan(key('key11'), NO_PLAN), 'pets/prod', 69, 20),
  caller(4, onPlan(key('key11'), NO_PLAN), 'pets/beta', 69),
  caller(6, onPlan(key('key11')), 'pets/prod', 20),
  caller(8, onPlan(key('key14', PLANS.bronze)), 'pets/prod', 79, 9),
  caller(4, onPlan(key('key21', PLANS.bronze)), 'pets/prod', 79, 12),
  caller(3, onPlan(key('key15', PLANS.trial)), 'pets/beta', 3),
  caller(4, onPlan(key('key16', PLANS.bronze)), 'pets/prod', 5),
  ...SHOPS.map((shop, index) => caller(2 + index % 7, onPlan(shop), 'pets/prod', Math.min(100, 6 * index + 3 - index / 5))),
  // has been deleted
  caller(6, onPlan(key('key1'), { api_key_id: 'key99', customer_id: 'c99', customer: 'Oldco' }), 'pets/prod', 100, 5),
  caller(5, open('unknown_key', 'ghost')),
  caller(3, open('directory_unavailable', 'key1'), 'pets/prod', 12, 11),
  caller(2, open('directory_unavailable', 'phantom'), 'pets/prod', 12, 11),
  caller(5, { attribution: 'invalid_key', status: 403, error_type: 'INVALID_API_KEY' }),
  caller(12, withoutKey(null)),
  caller(5, withoutKey('user-7', { principal_id: 'user-7' })),
  caller(5, withoutKey('sub-1', { cognito_sub: 'sub-1' })),
  caller(3, withoutKey('us-east-1:2', { cognito_identity_id: 'us-east-1:2', user_arn: WEB, caller: 'AROA:x' })),
  caller(6, withoutKey('AIDALICE', { user_arn: ALICE, caller: 'AIDALICE' }), 'shops/prod'),
  // a key and a signature
  caller(3, onPlan(key('key3'), { user_arn: 'arn:aws:iam::123456789012:user/bob', caller: 'AIDABOB' }), 'shops/prod', 80),
];
