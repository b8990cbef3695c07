import { Token } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CustomerIdentity } from '../../src/directory/customer-identity';
import type { CustomerKey } from '../../src/directory/customer-rule';
import { CustomerRule } from '../../src/directory/customer-rule';

const key = (id: string, rest: Partial<CustomerKey> = {}): CustomerKey => (
  { id, name: `name of ${id}`, createdAt: null, customerId: null, tags: new Map(), ...rest });

/** As the function sees it: by what the construct writes into its environment. */
function customers(identity: CustomerIdentity, keys: CustomerKey[]) {
  return Object.fromEntries(CustomerRule.parse(identity._render()).customersOf(keys));
}

describe('CustomerIdentity', () => {
  it('by name: each key is a customer, also one of the same name', () => {
    expect(customers(CustomerIdentity.apiKeyName(), [key('a', { name: 'Acme' }), key('b', { name: 'Acme' }), key('c', { name: null })])).toEqual({
      a: { id: 'a', name: 'Acme' },
      b: { id: 'b', name: 'Acme' },
      c: { id: 'c', name: 'c' },
    });
  });

  it('by tag: keys with the same value are one customer, one without the tag is its own', () => {
    const tagged = (value: string) => ({ tags: new Map([['customer', value], ['Customer', 'other case']]) });
    expect(customers(CustomerIdentity.apiKeyTag('customer'), [key('a', tagged('Acme')), key('b', tagged('Acme')), key('c')])).toEqual({
      a: { id: 'Acme', name: 'Acme' },
      b: { id: 'Acme', name: 'Acme' },
      c: { id: 'c', name: 'name of c' },
    });
  });

  it('by tag: a tag may be called like anything', () => {
    expect(customers(CustomerIdentity.apiKeyTag('constructor'), [key('a')])).toEqual({ a: { id: 'a', name: 'name of a' } });
    expect(customers(CustomerIdentity.apiKeyTag('a:b'), [key('a', { tags: new Map([['a:b', 'x']]) })])).toEqual({ a: { id: 'x', name: 'x' } });
  });

  it('by customer id: the oldest key with a name gives the name', () => {
    const of = (id: string, createdAt: number, name: string | null) => key(id, { customerId: 'cust-1', createdAt, name });
    const keys = [of('a', 3, 'Acme rotated'), of('b', 2, 'Acme'), of('c', 1, null), key('d')];
    const expected = {
      a: { id: 'cust-1', name: 'Acme' },
      b: { id: 'cust-1', name: 'Acme' },
      c: { id: 'cust-1', name: 'Acme' },
      d: { id: 'd', name: 'name of d' },
    };
    expect(customers(CustomerIdentity.apiKeyCustomerId(), keys)).toEqual(expected);
    expect(customers(CustomerIdentity.apiKeyCustomerId(), [...keys].reverse())).toEqual(expected);
  });

  it('by customer id: without any name, the id is shown', () => {
    expect(customers(CustomerIdentity.apiKeyCustomerId(), [key('a', { customerId: 'cust-1', name: null })])).toEqual({ a: { id: 'cust-1', name: 'cust-1' } });
  });

  it('takes a tag key that is known only at deployment', () => {
    const token = Token.asString({ Ref: 'TagKey' });
    expect(CustomerIdentity.apiKeyTag(token)._render()).toBe(`tag:${token}`);
  });

  it.each(['', '  ', 'x'.repeat(129)])("fails for the tag key '%s'", (tagKey) => {
    expect(() => CustomerIdentity.apiKeyTag(tagKey)).toThrow(
      `CustomerIdentity.apiKeyTag('${tagKey}'): a tag's key has 1 to 128 characters; give the key of the tag on your API keys that names the customer`);
  });

  it('fails for a rule that nobody wrote', () => {
    expect(() => CustomerRule.parse('colour')).toThrow("There is no customer identity 'colour'");
  });
});
