import type { ApiKeyEntry } from '../record/api-keys';

/** The directory, ready to look keys up in. */
export class KeyIndex {
  /** Reads the directory's file: one JSON object a line. */
  public static parse(text: string): KeyIndex {
    return new KeyIndex(text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as ApiKeyEntry));
  }

  private readonly entries = new Map<string, ApiKeyEntry[]>();

  constructor(entries: readonly ApiKeyEntry[]) {
    for (const entry of entries) {
      const others = this.entries.get(entry.api_key_id);
      if (others) {
        others.push(entry);
      } else {
        this.entries.set(entry.api_key_id, [entry]);
      }
    }
  }

  /** How many keys it knows. */
  public get size(): number {
    return this.entries.size;
  }

  /** All that is known of a key: one entry for each of its usage plans. */
  public find(apiKeyId: string): readonly ApiKeyEntry[] {
    return this.entries.get(apiKeyId) ?? [];
  }
}
