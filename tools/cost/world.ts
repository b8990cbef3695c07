import type { Measured } from './measured';
import type { Prices } from './prices';

/** What every cost depends on. */
export interface World {
  readonly measured: Measured;
  readonly prices: Prices;
}
