/** What is known of a key: all that makes its customer. */
export interface CustomerKey {
  readonly id: string;
  readonly name: string | null;
  readonly createdAt: number | null;
  readonly customerId: string | null;
  readonly tags: ReadonlyMap<string, string>;
}

/** Who is behind a key. */
export interface Customer {
  /** Stable, and the same for all keys of the customer. */
  readonly id: string;
  /** The name to show, the same for all keys of the customer. */
  readonly name: string;
}

const API_KEY_NAME = 'api-key-name';
const CUSTOMER_ID = 'customer-id';
const TAG = 'tag:';

/**
 * What makes a customer, as the construct hands it to the function: `api-key-name`,
 * `customer-id` or `tag:<key of the tag>`. `CustomerIdentity` says what each means.
 */
export class CustomerRule {
  public static readonly API_KEY_NAME = new CustomerRule(API_KEY_NAME);
  public static readonly CUSTOMER_ID = new CustomerRule(CUSTOMER_ID);

  public static tag(tagKey: string): CustomerRule {
    return new CustomerRule(`${TAG}${tagKey}`);
  }

  public static parse(text: string): CustomerRule {
    if (text === API_KEY_NAME || text === CUSTOMER_ID || text.startsWith(TAG)) {
      return new CustomerRule(text);
    }
    throw new Error(`There is no customer identity '${text}'; use '${API_KEY_NAME}', '${CUSTOMER_ID}' or '${TAG}<key of the tag>'`);
  }

  private constructor(private readonly text: string) {}

  public toString(): string {
    return this.text;
  }

  /** Finds the customer of each key, by the key's id. */
  public customersOf(keys: Iterable<CustomerKey>): Map<string, Customer> {
    const oldestFirst = [...keys].sort(byAge);
    const names = new Map<string, string>();
    const customers = new Map<string, Customer>();
    for (const key of oldestFirst) {
      const id = this.sharedId(key);
      if (id === null) {
        customers.set(key.id, { id: key.id, name: key.name ?? key.id });
      } else if (key.name !== null && !names.has(id)) {
        names.set(id, key.name);
      }
    }
    for (const key of oldestFirst) {
      const id = this.sharedId(key);
      if (id !== null) {
        // a tag's value is a name; an AWS Marketplace id is none
        customers.set(key.id, { id, name: this.text === CUSTOMER_ID ? names.get(id) ?? id : id });
      }
    }
    return customers;
  }

  /** What several keys of one customer have in common, null where a key is a customer of its own. */
  private sharedId(key: CustomerKey): string | null {
    if (this.text === API_KEY_NAME) {
      return null;
    }
    if (this.text === CUSTOMER_ID) {
      return key.customerId;
    }
    return key.tags.get(this.text.slice(TAG.length)) ?? null;
  }
}

function byAge(one: CustomerKey, other: CustomerKey): number {
  return (one.createdAt ?? Infinity) - (other.createdAt ?? Infinity) || (one.id < other.id ? -1 : 1);
}
