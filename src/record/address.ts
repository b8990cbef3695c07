import { isIPv4, isIPv6 } from 'node:net';

/** How many of an IPv6 address's eight groups a network keeps: 48 bits, what a provider hands to one site. */
const GROUPS = 3;

/**
 * The network of an address, without the part that leads to one household or machine: `203.0.113.0/24`, `2001:db8:1::/48`. An IPv4 address that is
 * written as an IPv6 one (`::ffff:203.0.113.7`) is one of IPv4. Null for what is no address.
 */
export function networkOf(address: string): string | null {
  if (isIPv4(address)) {
    return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  }
  // an address with a zone is of a link, and has no network
  if (!isIPv6(address) || address.includes('%')) {
    return null;
  }
  const groups = groupsOf(address);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const bytes = groups.slice(6).flatMap((group) => [Math.floor(group / 0x100), group % 0x100]);
    return `${bytes.slice(0, 3).join('.')}.0/24`;
  }
  return `${shortest(`${groups.slice(0, GROUPS).map((group) => group.toString(16)).join(':')}::`)}/48`;
}

function groupsOf(address: string): number[] {
  const [before, after] = shortest(address).split('::').map((part) => part.split(':').filter(Boolean).map((group) => parseInt(group, 16)));
  return after ? [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after] : before;
}

/** The one way to write an IPv6 address, in groups alone: the way of URLs. */
function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
