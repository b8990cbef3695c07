import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join, sep } from 'node:path';
import { bodyOf, listen } from './loopback';
import type { LoopbackServer } from './loopback';
import { checkList, listPage, NotHere } from './s3-list';

/** What a request is about. */
interface Target {
  /** Bucket and key. */
  readonly path: string;
  readonly file: string;
}

const PRECONDITION = 'At least one of the pre-conditions you specified did not hold';

/** What changes an operation, and is not carried out here. */
const UNKNOWN_HEADERS = /^x-amz-(copy-source-if-(?!match)|copy-source-range|tagging$|acl|grant-|website-|object-lock-|write-offset)/;

/**
 * Speaks as much of S3's protocol as the functions of this library use: GetObject with conditions and ranges, HeadObject, PutObject with
 * conditions, CopyObject, DeleteObject and ListObjectsV2, path-style. Objects are files below a bucket's directory, under their keys.
 * Versions there are none.
 *
 * @param buckets the directory of each bucket, by the bucket's name
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export async function startS3(buckets: Record<string, string>): Promise<LoopbackServer> {
  const store = new Store(buckets);
  return listen(async (request, response) => {
    // the body first: what follows is one step, as it is in S3
    const body = await bodyOf(request);
    await store.alone(() => store.answer(request, response, body));
  });
}

class Store {
  private readonly metadata = new Map<string, Record<string, string>>();
  /** Computed once, for as long as a file stays the same. */
  private readonly etags = new Map<string, { readonly changed: number; readonly etag: string }>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly buckets: Record<string, string>) {}

  /** Requests are carried out one behind the other, so that a condition still holds when its object is written. */
  public async alone(work: () => Promise<void>): Promise<void> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  public async answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    try {
      await this.carryOut(request, response, body);
    } catch (error) {
      if (!(error instanceof NotHere)) {
        throw error;
      }
      sendError(request, response, error.status, error.code, error.message);
    }
  }

  private async carryOut(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://s3');
    const path = decodeURIComponent(pathname).slice(1);
    const [bucket, ...rest] = path.split('/');
    const key = rest.join('/');
    const directory = this.directoryOf(bucket);
    if (request.method === 'GET' && key === '' && searchParams.has('list-type')) {
      checkList(searchParams);
      return this.list(response, bucket, directory, searchParams);
    }
    checkKnown(request, searchParams);
    const target = targetIn(directory, path, key);
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return this.send(request, response, target);
      case 'PUT':
        return request.headers['x-amz-copy-source'] === undefined ? this.receive(request, response, target, body) : this.copy(request, response, target);
      case 'DELETE':
        return this.delete(response, target);
      default:
        throw new NotHere(405, 'MethodNotAllowed', `The preview's S3 has no ${request.method}`);
    }
  }

  private directoryOf(bucket: string): string {
    if (!Object.hasOwn(this.buckets, bucket)) {
      throw new NotHere(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    return this.buckets[bucket];
  }

  private async send(request: IncomingMessage, response: ServerResponse, { path, file }: Target): Promise<void> {
    const found = await this.describe(file);
    if (!found) {
      throw new NotHere(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    const { etag, bytes, changed } = found;
    const headers = { ...this.metadata.get(path), 'ETag': etag, 'Last-Modified': new Date(changed).toUTCString(), 'Accept-Ranges': 'bytes' };
    if (request.headers['if-none-match'] === etag) {
      return void response.writeHead(304, headers).end();
    }
    if (request.headers['if-match'] !== undefined && request.headers['if-match'] !== etag) {
      throw new NotHere(412, 'PreconditionFailed', PRECONDITION);
    }
    const range = rangeOf(request, bytes);
    const content = request.method === 'HEAD' ? undefined : await readPart(file, range ?? { start: 0, end: bytes - 1 });
    const length = range ? range.end - range.start + 1 : bytes;
    const partial = range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}` } : {};
    response.writeHead(range ? 206 : 200, { ...headers, ...partial, 'Content-Length': length }).end(content);
  }

  private async receive(request: IncomingMessage, response: ServerResponse, { path, file }: Target, body: Buffer): Promise<void> {
    await this.checkConditions(request, file);
    this.metadata.set(path, metadataOf(request));
    await this.write(file, body);
    response.writeHead(200, { ETag: etagOf(body) }).end();
  }

  private async copy(request: IncomingMessage, response: ServerResponse, { path, file }: Target): Promise<void> {
    if (request.headers['if-match'] ?? request.headers['if-none-match']) {
      throw new NotHere(501, 'NotImplemented', 'The preview\'s S3 has no CopyObject with conditions');
    }
    const from = decodeURIComponent(String(request.headers['x-amz-copy-source'])).replace(/^\//, '');
    const [bucket, ...rest] = from.split('/');
    const source = targetIn(this.directoryOf(bucket), from, rest.join('/'));
    const found = await this.describe(source.file);
    if (!found) {
      throw new NotHere(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    const { 'x-amz-copy-source-if-match': match = found.etag, 'x-amz-metadata-directive': directive } = request.headers;
    if (match !== found.etag) {
      throw new NotHere(412, 'PreconditionFailed', PRECONDITION);
    }
    if (from === path) {
      throw new NotHere(400, 'InvalidRequest', 'This copy request is illegal because it is trying to copy an object to itself');
    }
    this.metadata.set(path, directive === 'REPLACE' ? metadataOf(request) : this.metadata.get(from) ?? {});
    await this.write(file, await readFile(source.file));
    const result = `<CopyObjectResult><LastModified>${new Date().toISOString()}</LastModified><ETag>${escaped(found.etag)}</ETag></CopyObjectResult>`;
    response.writeHead(200, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?>\n${result}`);
  }

  /** As in S3, it does not matter whether the object is there. */
  private async delete(response: ServerResponse, { path, file }: Target): Promise<void> {
    if ((await stat(file).catch(() => undefined))?.isFile()) {
      await rm(file);
    }
    this.metadata.delete(path);
    this.etags.delete(file);
    response.writeHead(204).end();
  }

  private async list(response: ServerResponse, bucket: string, directory: string, parameters: URLSearchParams): Promise<void> {
    const page = listPage(await keysIn(directory), parameters);
    const contents = await Promise.all(page.keys.map(async (key) => {
      const { etag, bytes, changed } = (await this.describe(join(directory, key)))!;
      // S3 knows whole seconds
      const time = `${new Date(changed).toISOString().slice(0, 19)}.000Z`;
      return `<Contents><Key>${escaped(key)}</Key><LastModified>${time}</LastModified><ETag>${escaped(etag)}</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    }));
    const prefix = parameters.get('prefix') ?? '';
    response.writeHead(200, { 'Content-Type': 'application/xml' }).end([
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
      `<Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.keys.length}</KeyCount><MaxKeys>${page.most}</MaxKeys>`,
      `<IsTruncated>${page.next !== undefined}</IsTruncated>`,
      page.next === undefined ? '' : `<NextContinuationToken>${page.next}</NextContinuationToken>`,
      ...contents,
      '</ListBucketResult>',
    ].join(''));
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
  private async checkConditions(request: IncomingMessage, file: string): Promise<void> {
    const { 'if-none-match': none, 'if-match': match } = request.headers;
    if (none === undefined && match === undefined) {
      return;
    }
    if (none !== undefined && (none !== '*' || match !== undefined)) {
      throw new NotHere(501, 'NotImplemented', 'The preview\'s S3 takes If-None-Match: * or If-Match with an ETag');
    }
    const etag = (await this.describe(file))?.etag;
    if (match !== undefined && etag === undefined) {
      throw new NotHere(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    if (match === undefined ? etag !== undefined : etag !== match) {
      throw new NotHere(412, 'PreconditionFailed', PRECONDITION);
    }
  }

  private async write(file: string, body: Buffer): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, body);
    this.etags.set(file, { changed: (await stat(file)).mtimeMs, etag: etagOf(body) });
  }

  private async describe(file: string): Promise<{ etag: string; bytes: number; changed: number } | undefined> {
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) {
      return undefined;
    }
    let known = this.etags.get(file);
    if (known?.changed !== found.mtimeMs) {
      known = { changed: found.mtimeMs, etag: etagOf(await readFile(file)) };
      this.etags.set(file, known);
    }
    return { etag: known.etag, bytes: found.size, changed: found.mtimeMs };
  }
}

/** An operation is told by its parameters and headers: those that are not known here make another one. */
function checkKnown({ headers, method }: IncomingMessage, parameters: URLSearchParams): void {
  const parameter = [...parameters.keys()].find((name) => name !== 'x-id');
  const header = Object.keys(headers).find((name) => UNKNOWN_HEADERS.test(name));
  if (parameter !== undefined || header !== undefined) {
    throw new NotHere(501, 'NotImplemented', `The preview's S3 has no ${method} with '${parameter ?? header}'`);
  }
  if (method === 'DELETE' && headers['if-match'] !== undefined) {
    throw new NotHere(501, 'NotImplemented', 'The preview\'s S3 has no DeleteObject with conditions');
  }
}

function targetIn(directory: string, path: string, key: string): Target {
  const file = join(directory, key);
  if (!key || !file.startsWith(directory + sep)) {
    throw new NotHere(400, 'InvalidRequest', `The preview's S3 has no operation for '${path}'`);
  }
  return { path, file };
}

/** All keys below a directory. */
async function keysIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1).split(sep).join('/'));
}

function rangeOf({ headers }: IncomingMessage, bytes: number): { start: number; end: number } | undefined {
  const { range } = headers;
  if (range === undefined) {
    return undefined;
  }
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (start === undefined) {
    throw new NotHere(501, 'NotImplemented', `The preview's S3 has no range '${range}'`);
  }
  if (Number(start) >= bytes) {
    throw new NotHere(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  return { start: Number(start), end: Math.min(bytes - 1, end ? Number(end) : bytes - 1) };
}

async function readPart(file: string, { start, end }: { start: number; end: number }): Promise<Buffer> {
  const part = Buffer.alloc(end - start + 1);
  const handle = await open(file);
  try {
    await handle.read(part, 0, part.length, start);
  } finally {
    await handle.close();
  }
  return part;
}

/** What S3 keeps with an object and sends back. */
function metadataOf(request: IncomingMessage): Record<string, string> {
  const kept = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-') || name === 'content-type');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function sendError(request: IncomingMessage, response: ServerResponse, status: number, code: string, message: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replace(/[<&]/g, ' ')}</Message></Error>`;
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : xml);
}
