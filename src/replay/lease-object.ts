import { REPLAYED_PREFIX } from '../record/layout';

/** Who is at work, and how far. */
export const LEASE_OBJECT = `${REPLAYED_PREFIX}lease.json`;
