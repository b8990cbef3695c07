import type { Credential } from './credential';

/** Somebody who calls an API. */
export interface Caller {
  /** Whether it uses the API, or looks for what is not there, or for a hole. */
  readonly kind: 'client' | 'scanner' | 'attacker';
  /** The key that it calls with, if API Gateway knows it. */
  readonly keyId?: string;
  /** Whether its key is on a plan of the stage. */
  readonly onPlan: boolean;
  /** What it proves who it is by, beside the key. */
  readonly credential?: Credential;
  /** The custom domain that it calls; without one, that of the API. */
  readonly domain?: string;
  /** Share of the traffic, relative to the others. */
  readonly weight: number;
  /** Since when it calls, milliseconds since 1970; without it, for longer than is shown. */
  readonly from?: number;
  /** When it called last; without it, it still calls. */
  readonly until?: number;
  readonly userAgents: readonly (readonly [string, number])[];
  readonly addresses: readonly string[];
  /** Hours that the caller's clock is ahead of UTC. */
  readonly utcOffset: number;
  /** How the caller's requests are spread over the day. */
  readonly rhythm: 'office' | 'evening' | 'machine' | 'nightly';
  /** How probable a request is that the caller got wrong. */
  readonly mistakes: number;
  /** How probable a request is that comes too fast for the plan. */
  readonly throttled: number;
  /** How probable a request is that comes when the quota is used up. */
  readonly overQuota: number;
  /** How much larger than usual is what it fetches. */
  readonly appetite: number;
  /** Favourite endpoints come first. */
  readonly taste: number;
}
