import { BILLABLE_REQUESTS } from './billable-requests';
import { DUPLICATE_DELIVERIES } from './duplicate-deliveries';
import { ERRORS_BY_ENDPOINT } from './errors-by-endpoint';
import { KEYS_THAT_NEVER_CALLED } from './keys-that-never-called';
import { REQUESTS_THIS_MONTH } from './requests-this-month';
import type { SavedQuery } from './saved-query';
import { SLOWEST_ENDPOINTS } from './slowest-endpoints';
import { UNATTRIBUTED_TRAFFIC } from './unattributed-traffic';

/** The usual questions. */
export const SAVED_QUERIES: readonly SavedQuery[] = [
  REQUESTS_THIS_MONTH,
  BILLABLE_REQUESTS,
  DUPLICATE_DELIVERIES,
  SLOWEST_ENDPOINTS,
  ERRORS_BY_ENDPOINT,
  KEYS_THAT_NEVER_CALLED,
  UNATTRIBUTED_TRAFFIC,
];
