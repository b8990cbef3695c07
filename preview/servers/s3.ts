import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join, sep } from 'node:path';
import { bodyOf, listen } from './loopback';
import type { LoopbackServer } from './loopback';

/**
 * Speaks as much of S3's protocol as the functions of this library use: GetObject with conditions,
 * HeadObject and PutObject, path-style. Objects are files below a bucket's directory, under their keys.
 *
 * @param buckets the directory of each bucket, by the bucket's name
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export async function startS3(buckets: Record<string, string>): Promise<LoopbackServer> {
  const metadata = new Map<string, Record<string, string>>();

  return listen(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://s3').pathname).slice(1);
    const [bucket, ...rest] = path.split('/');
    const key = rest.join('/');
    const directory = buckets[bucket];
    if (directory === undefined) {
      return sendError(request, response, 404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    const file = join(directory, key);
    if (!key || !file.startsWith(directory + sep)) {
      return sendError(request, response, 400, 'InvalidRequest', `The preview's S3 has no operation for '${path}'`);
    }
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return sendObject(request, response, file, metadata.get(path));
      case 'PUT':
        metadata.set(path, metadataOf(request));
        return receiveObject(request, response, file);
      default:
        return sendError(request, response, 405, 'MethodNotAllowed', `The preview's S3 has no ${request.method}`);
    }
  });
}

async function sendObject(request: IncomingMessage, response: ServerResponse, file: string, metadata: Record<string, string> = {}) {
  const body = await readFile(file).catch(() => undefined);
  if (!body) {
    return sendError(request, response, 404, 'NoSuchKey', 'The specified key does not exist.');
  }
  const tag = etag(body);
  const headers = { ...metadata, 'ETag': tag, 'Last-Modified': (await stat(file)).mtime.toUTCString() };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
  } else if (request.headers['if-match'] !== undefined && request.headers['if-match'] !== tag) {
    sendError(request, response, 412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  } else {
    response.writeHead(200, { ...headers, 'Content-Length': body.length }).end(request.method === 'HEAD' ? undefined : body);
  }
}

async function receiveObject(request: IncomingMessage, response: ServerResponse, file: string) {
  const body = await bodyOf(request);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, body);
  response.writeHead(200, { ETag: etag(body) }).end();
}

/** What S3 keeps with an object and sends back. */
function metadataOf(request: IncomingMessage): Record<string, string> {
  const kept = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-') || name === 'content-type');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function sendError(request: IncomingMessage, response: ServerResponse, status: number, code: string, message: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replace(/[<&]/g, ' ')}</Message></Error>`;
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : xml);
}
