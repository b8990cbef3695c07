import type { Names } from './naming';

/** What a record says of whose it is. */
export type Verdict =
  /** It names the customer, or one of the given keys. */
  | { readonly kind: 'theirs'; readonly key?: string }
  /** It names a key and no customer: it is whose key that is. */
  | { readonly kind: 'open'; readonly key: string }
  /** It names somebody else, or nobody. */
  | { readonly kind: 'others'; readonly key?: string }
  /** It has no field by which anybody could tell. */
  | { readonly kind: 'mute' };

/** Whose records are erased. */
export class Customer {
  /** Keys that records or the directory name as theirs. */
  private readonly keys = new Set<string>();
  /** Keys that these name as somebody else's: a key can change hands. */
  private readonly othersKeys = new Set<string>();

  /**
   * @param ids Ids of the customer, as `customer_id` has them
   * @param apiKeyIds API keys whose records are theirs, whichever customer these name
   */
  constructor(private readonly ids: ReadonlySet<string>, private readonly apiKeyIds: ReadonlySet<string>) {}

  /** All that leads to the customer: the ids and keys that were given, and the keys that were found. */
  public get allKnown(): readonly string[] {
    const found = [...this.keys].filter((key) => !this.othersKeys.has(key));
    return [...new Set([...this.ids, ...this.apiKeyIds, ...found])].sort();
  }

  /** Keys of theirs that somebody else has had as well. */
  public get ambiguousKeys(): readonly string[] {
    return [...this.othersKeys].filter((key) => this.isAmbiguous({ kind: 'open', key })).sort();
  }

  /** Takes from a record, or from the directory, whose its key is. */
  public learn(verdict: Verdict): void {
    if (verdict.kind === 'theirs' && verdict.key !== undefined) {
      this.keys.add(verdict.key);
    } else if (verdict.kind === 'others' && verdict.key !== undefined) {
      this.othersKeys.add(verdict.key);
    }
  }

  public verdictOn({ customer, key, caller, isMute }: Names): Verdict {
    if ((key !== undefined && this.apiKeyIds.has(key)) || (customer !== undefined && this.ids.has(customer))) {
      return { kind: 'theirs', key };
    }
    if (customer !== undefined) {
      return { kind: 'others', key };
    }
    if (key !== undefined) {
      return { kind: 'open', key };
    }
    if (caller !== undefined) {
      return { kind: this.ids.has(caller) ? 'theirs' : 'others' };
    }
    return { kind: isMute ? 'mute' : 'others' };
  }

  /** Whether a record is theirs, by all that is known by now. */
  public owns(verdict: Verdict): boolean {
    return verdict.kind === 'theirs' || (verdict.kind === 'open' && this.isTheirKey(verdict.key) && !this.othersKeys.has(verdict.key));
  }

  /** Whether a record can be theirs as well as somebody else's, by all that is known by now. */
  public isAmbiguous(verdict: Verdict): boolean {
    return verdict.kind === 'open' && this.isTheirKey(verdict.key) && this.othersKeys.has(verdict.key);
  }

  /** Where nothing else is said, a key is a customer, and its id is theirs. A given key leaves nothing open. */
  private isTheirKey(key: string): boolean {
    return !this.apiKeyIds.has(key) && (this.keys.has(key) || this.ids.has(key));
  }
}
