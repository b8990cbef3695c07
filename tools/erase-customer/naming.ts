/** Whom a record names. */
export interface Names {
  readonly customer?: string;
  readonly key?: string;
  /** Who called, whether with a key or without. */
  readonly caller?: string;
  /** Whether it has no field by which anybody could tell. */
  readonly isMute: boolean;
}

/** Fields of layouts of one's own; a dot is an object within. */
export interface OwnFields {
  readonly customerFields?: readonly string[];
  readonly keyFields?: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What stands for nobody. */
export const ABSENT: readonly string[] = ['', '-', '(none)'];

/** Who is counted as a customer without a key, in the order of the enrichment. */
const CALLERS = ['principal_id', 'cognito_sub', 'cognito_identity_id', 'iam_user'];

/** In which fields a record names whom. Of several, the first one that is not absent counts. */
export class Naming {
  /** The columns of this library. */
  public static columns(): Naming {
    return new Naming(['customer_id'], ['api_key_id'], CALLERS, true);
  }

  /** These, the fields that this library's layouts have for them, and those of layouts of one's own. Elsewhere a column of that name is something else. */
  public static layouts({ customerFields = [], keyFields = [] }: OwnFields): Naming {
    return new Naming(
      ['customer_id', 'companyId', ...customerFields], ['api_key_id', 'apiKey', 'key_id', ...keyFields],
      [...CALLERS, 'principalId', 'cognitoIdentityId', 'user'], false,
    );
  }

  private readonly patterns: ReadonlyMap<string, RegExp>;

  private constructor(
    public readonly customerFields: readonly string[], public readonly keyFields: readonly string[], public readonly callerFields: readonly string[],
    /** Whether records may be API Gateway's own lines: none is forwarded, and a layout of all columns as texts begins as they do. */
    public readonly mayBeApiGateways: boolean,
  ) {
    this.patterns = new Map(this.allFields.map((name) => [name, patternOf(name)]));
  }

  public namesIn(record: Fields): Names {
    return this.names((name) => fieldOf(record, name));
  }

  /** Of a text that is no record: what stands behind the fields' names, where it first does. A client's text comes later. */
  public namesInText(text: string): Names {
    return this.names((name) => {
      const [, quoted, number] = this.patterns.get(name)!.exec(text) ?? [];
      return quoted === undefined ? number : unescaped(quoted);
    });
  }

  private names(read: (name: string) => unknown): Names {
    const first = (names: readonly string[]) => names.map(read).filter(isValue).map(String).find((value) => !ABSENT.includes(value));
    return {
      customer: first(this.customerFields),
      key: first(this.keyFields),
      caller: first(this.callerFields),
      isMute: this.allFields.every((name) => read(name) === undefined),
    };
  }

  private get allFields(): readonly string[] {
    return [...this.customerFields, ...this.keyFields, ...this.callerFields];
  }
}

function isValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** An object is no value: it is where another layout has something else. */
function fieldOf(record: Fields, name: string): unknown {
  const value = Object.hasOwn(record, name) ? record[name] : name.split('.').reduce<unknown>(within, record);
  return typeof value === 'object' && value !== null ? undefined : value;
}

function within(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? (object as Fields)[name] : undefined;
}

function patternOf(name: string): RegExp {
  const path = name.split('.').map((part) => JSON.stringify(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(String.raw`${path.join(String.raw`\s*:\s*\{[^{}]*?`)}\s*:\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|(-?\d[\d.]*))`);
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
