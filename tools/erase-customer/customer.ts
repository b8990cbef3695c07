/** What a record says of whose it is. */
export type Verdict =
  /** It names the customer, or one of the given keys. */
  | { readonly kind: 'theirs'; readonly key?: string }
  /** It names a key and no customer: it is whose key that is. */
  | { readonly kind: 'open'; readonly key: string }
  /** It names somebody else, or nobody. */
  | { readonly kind: 'others' }
  /** It has no field by which anybody could tell. */
  | { readonly kind: 'mute' };

/** Fields of layouts of one's own; a dot is an object within. */
export interface OwnFields {
  readonly customerFields?: readonly string[];
  readonly keyFields?: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The columns of this library, and the fields that its layouts for Moesif and Apiable have for them. */
const CUSTOMER_FIELDS = ['customer_id', 'companyId'];
const KEY_FIELDS = ['api_key_id', 'apiKey', 'key_id'];
/** Who is counted as a customer without a key, in the order of the enrichment. */
const CALLER_FIELDS = ['principal_id', 'cognito_sub', 'cognito_identity_id', 'iam_user'];

const ABSENT: ReadonlySet<unknown> = new Set([undefined, null, '', '-', '(none)']);

/** Whose records are erased. */
export class Customer {
  private readonly customerFields: readonly string[];
  private readonly keyFields: readonly string[];
  private readonly known: Set<string>;

  /**
   * @param ids Ids of the customer, as `customer_id` has them
   * @param apiKeyIds API keys whose records are theirs, whichever customer these name
   */
  constructor(private readonly ids: ReadonlySet<string>, private readonly apiKeyIds: ReadonlySet<string>, fields: OwnFields = {}) {
    this.customerFields = [...CUSTOMER_FIELDS, ...fields.customerFields ?? []];
    this.keyFields = [...KEY_FIELDS, ...fields.keyFields ?? []];
    // where nothing else is said, a key is a customer, and its id is theirs
    this.known = new Set([...ids, ...apiKeyIds]);
  }

  /** All that leads to the customer: the ids and keys that were given, and the keys that were found. */
  public get allKnown(): readonly string[] {
    return [...this.known].sort();
  }

  /** A key that the directory or a record names as theirs. */
  public learn(key: string): void {
    this.known.add(key);
  }

  public verdictOn(record: Fields): Verdict {
    const [customer, key] = [valueOf(record, this.customerFields), valueOf(record, this.keyFields)];
    if ((key !== undefined && this.apiKeyIds.has(key)) || (customer !== undefined && this.ids.has(customer))) {
      return { kind: 'theirs', key };
    }
    if (customer !== undefined) {
      return { kind: 'others' };
    }
    if (key !== undefined) {
      return { kind: 'open', key };
    }
    const caller = valueOf(record, CALLER_FIELDS);
    if (caller !== undefined) {
      return { kind: this.ids.has(caller) ? 'theirs' : 'others' };
    }
    const fields = [...this.customerFields, ...this.keyFields, ...CALLER_FIELDS];
    return { kind: fields.some((field) => fieldOf(record, field) !== undefined) ? 'others' : 'mute' };
  }

  /** Whether a record is theirs, by all that is known by now. */
  public owns(verdict: Verdict): boolean {
    return verdict.kind === 'theirs' || (verdict.kind === 'open' && this.known.has(verdict.key));
  }
}

function valueOf(record: Fields, names: readonly string[]): string | undefined {
  const value = names.map((name) => fieldOf(record, name)).find((candidate) => !ABSENT.has(candidate));
  return value === undefined ? undefined : String(value);
}

function fieldOf(record: Fields, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : name.split('.').reduce<unknown>(within, record);
}

function within(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? (object as Fields)[name] : undefined;
}
