/** What S3 would answer otherwise, or what it has and the preview has not. */
export class NotHere extends Error {
  constructor(public readonly status: number, public readonly code: string, message: string) {
    super(message);
  }
}

const MOST_KEYS = 1_000;
const KNOWN = ['list-type', 'prefix', 'max-keys', 'continuation-token', 'start-after', 'x-id'];

/** Refuses what a listing could be asked for, and is not carried out here. */
export function checkList(parameters: URLSearchParams): void {
  const unknown = [...parameters.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined || parameters.get('list-type') !== '2') {
    throw new NotHere(501, 'NotImplemented', `The preview's S3 has ListObjectsV2 with ${KNOWN.slice(1, -1).join(', ')}, and not with '${unknown ?? 'list-type'}'`);
  }
}

/** One page of a listing. */
export interface ListPage {
  readonly keys: string[];
  /** How many it may hold. */
  readonly most: number;
  /** How to ask for the next one. */
  readonly next?: string;
}

/**
 * The keys of a page, in the order of their bytes. The token says where to go on, so objects that go in between do not matter.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listPage(keys: readonly string[], parameters: URLSearchParams): ListPage {
  const most = Math.min(MOST_KEYS, Number(parameters.get('max-keys') ?? MOST_KEYS));
  const token = parameters.get('continuation-token');
  const after = token === null ? parameters.get('start-after') ?? '' : Buffer.from(token, 'base64url').toString();
  const prefix = parameters.get('prefix') ?? '';
  const found = keys.filter((key) => key.startsWith(prefix)).sort(byBytes).filter((key) => byBytes(key, after) > 0);
  const page = found.slice(0, most);
  return { keys: page, most, ...found.length > page.length && page.length > 0 ? { next: Buffer.from(page.at(-1)!).toString('base64url') } : {} };
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
