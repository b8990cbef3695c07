/**
 * A node of the dashboard's definition, read strictly: whoever reads it takes each key by
 * name, and `end()` refuses what nobody took. A preview that skips what it does not know
 * would show another dashboard than QuickSight does.
 */
export class DefinitionNode {
  private readonly taken = new Set<string>();
  private readonly entries: Record<string, unknown>;

  constructor(value: unknown, readonly path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`The preview cannot draw ${path}: it expects an object there, not ${JSON.stringify(value)}.`);
    }
    this.entries = Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
  }

  public has(key: string): boolean {
    return key in this.entries;
  }

  public object(key: string): DefinitionNode {
    return new DefinitionNode(this.required(key), `${this.path}.${key}`);
  }

  public findObject(key: string): DefinitionNode | undefined {
    return this.has(key) ? this.object(key) : undefined;
  }

  public list(key: string): DefinitionNode[] {
    return this.values(key).map((item, index) => new DefinitionNode(item, `${this.path}.${key}[${index}]`));
  }

  public texts(key: string): string[] {
    return this.values(key).map((item, index) => this.checked(item, 'string', `${key}[${index}]`));
  }

  public numbers(key: string): number[] {
    return this.values(key).map((item, index) => this.checked<number>(item, 'number', `${key}[${index}]`));
  }

  public text(key: string): string {
    return this.checked(this.required(key), 'string', key);
  }

  public findText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  public findNumber(key: string): number | undefined {
    return this.has(key) ? this.checked<number>(this.required(key), 'number', key) : undefined;
  }

  /** One of the words that the preview draws. */
  public word<T extends string>(key: string, ...known: T[]): T {
    const value = this.text(key);
    if (!(known as string[]).includes(value)) {
      throw new Error(`The preview cannot draw ${this.path}.${key} '${value}': it knows ${listed(known)}.`);
    }
    return value as T;
  }

  public findWord<T extends string>(key: string, ...known: T[]): T | undefined {
    return this.has(key) ? this.word(key, ...known) : undefined;
  }

  /** A node that is one of several kinds, named by its only key. */
  public variant<T>(readers: Readonly<Record<string, (node: DefinitionNode) => T>>): T {
    const kinds = Object.keys(this.entries);
    const unknown = kinds.find((kind) => !(kind in readers));
    if (unknown !== undefined || kinds.length !== 1) {
      throw new Error(`The preview cannot draw ${unknown ?? 'this node'} (${this.path}): it knows ${listed(Object.keys(readers))}.`);
    }
    const node = this.object(kinds[0]);
    const value = readers[kinds[0]](node);
    node.end();
    return value;
  }

  /** Keys that change fonts, tooltips and the like, which the page sets in its own way. */
  public style(...keys: string[]): this {
    keys.forEach((key) => this.taken.add(key));
    return this;
  }

  /** Keys that would change what is shown, and must have nothing in them. */
  public empty(...keys: string[]): this {
    for (const key of keys.filter((name) => this.has(name))) {
      const value = this.required(key);
      if (typeof value !== 'object' || value === null || Object.keys(value).length > 0) {
        throw new Error(`The preview cannot draw ${this.path}.${key}: it knows it only empty.`);
      }
    }
    return this;
  }

  /** The only node of a list that takes one. */
  public only(key: string): DefinitionNode {
    const nodes = this.list(key);
    return nodes.length === 1 ? nodes[0] : this.refuse(`it takes one node in ${key}, not ${nodes.length}`);
  }

  public end(): void {
    const left = Object.keys(this.entries).find((key) => !this.taken.has(key));
    if (left !== undefined) {
      throw new Error(`The preview cannot draw ${this.path}.${left}: it does not know ${left}.`);
    }
  }

  public refuse(reason: string): never {
    throw new Error(`The preview cannot draw ${this.path}: ${reason}.`);
  }

  private values(key: string): unknown[] {
    const value = this.has(key) ? this.required(key) : [];
    if (!Array.isArray(value)) {
      throw new Error(`The preview cannot draw ${this.path}.${key}: it expects a list there, not ${JSON.stringify(value)}.`);
    }
    return value;
  }

  private required(key: string): unknown {
    this.taken.add(key);
    if (!this.has(key)) {
      throw new Error(`The preview cannot draw ${this.path}: it lacks ${key}.`);
    }
    return this.entries[key];
  }

  private checked<T = string>(value: unknown, type: 'string' | 'number', key: string): T {
    if (typeof value !== type) {
      throw new Error(`The preview cannot draw ${this.path}.${key}: it expects a ${type} there, not ${JSON.stringify(value)}.`);
    }
    return value as T;
  }
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
