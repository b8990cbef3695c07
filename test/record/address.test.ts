import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../src/record/address';

test.each([
  ['203.0.113.7', '203.0.113.0/24'],
  ['0.0.0.0', '0.0.0.0/24'],
  ['255.255.255.255', '255.255.255.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8:0001::7', '2001:db8:1::/48'],
  ['2001:db8::7', '2001:db8::/48'],
  ['2001:0:0:1::', '2001::/48'],
  ['::1', '::/48'],
  ['::', '::/48'],
  ['fe80::1', 'fe80::/48'],
  ['0:0:1::', '0:0:1::/48'],
  ['::ffff:203.0.113.7', '203.0.113.0/24'],
  ['::FFFF:cb00:7107', '203.0.113.0/24'],
  ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.0/24'],
  ['::203.0.113.7', '::/48'],
  ['64:ff9b::203.0.113.7', '64:ff9b::/48'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  '', '-', 'localhost', '203.0.113', '203.0.113.256', '203.0.113.07', ' 203.0.113.7', '203.0.113.7:443', '203.0.113.7, 198.51.100.1', '203.0.113.0/24',
  '2001:db8::1::2', '[2001:db8::1]', 'fe80::1%eth0', '2001:db8', 'g::1', '::ffff:203.0.113.256', '1:2:3:4:5:6:7:8:9',
])('%j is no address, and null', (text) => {
  expect(networkOf(text)).toBeNull();
});

describe('any address', () => {
  test('of IPv4 loses its last part and nothing else', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => networkOf(address) === `${address.split('.').slice(0, 3).join('.')}.0/24`));
  });

  test('of IPv6 shares its network with all that differ behind the first 48 bits, and with no other', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const written = (groups: number[]) => groups.map((part) => part.toString(16)).join(':');
    const head = fc.tuple(group, group, group).filter((groups) => groups.some((part) => part !== 0));
    const tail = fc.tuple(group, group, group, group, group);
    fc.assert(fc.property(head, tail, tail, fc.integer({ min: 0, max: 2 }), (network, one, other, changed) => {
      const [first, second] = [networkOf(written([...network, ...one])), networkOf(written([...network, ...other]))];
      const elsewhere = networkOf(written([...network.map((part, index) => index === changed ? (part + 1) % 0x10000 : part), ...one]));
      return first !== null && first === second && first !== elsewhere && isIPv6(first.replace('/48', '')) && first.endsWith('::/48');
    }));
  });

  test('never throws, and shows no more than the beginning of what it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV6()), (text) => {
      const network = networkOf(text);
      return network === null || /^[\da-f.:]+\/(24|48)$/.test(network);
    }));
  });
});
