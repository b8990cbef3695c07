import { request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { listen } from '../../preview/servers/loopback';

/** Called before a request is handed on: what it does happens underneath whoever sent it. */
export type Meanwhile = (method: string, path: string) => void;

/** Tags of objects by their paths, `/<bucket>/<key>`, as S3 takes them in a header. */
export type Tags = Map<string, string>;

/** Stands before the preview's S3, which has no tags, and no DeleteObject with a condition: the condition is checked here, and tags are kept. */
export async function withConditionalDeletes(
  s3: LoopbackServer, meanwhile: Meanwhile = () => undefined, tags: Tags = new Map(),
): Promise<LoopbackServer> {
  return listen(async (request, response) => {
    meanwhile(request.method!, request.url!);
    const { pathname, searchParams } = new URL(request.url!, 'http://s3');
    const path = decodeURIComponent(pathname);
    const { 'if-match': condition, 'x-amz-tagging': tagging, ...headers } = request.headers;
    if (request.method === 'GET' && searchParams.has('tagging')) {
      return void response.writeHead(200, { 'Content-Type': 'application/xml' }).end(tagSet(tags.get(path) ?? ''));
    }
    if (request.method === 'PUT') {
      tags.set(path, String(tagging ?? ''));
      return handOn(s3, request, response, condition === undefined ? headers : { ...headers, 'if-match': condition });
    }
    if (request.method === 'GET' && tags.has(path)) {
      return handOn(s3, request, response, request.headers, { 'x-amz-tagging-count': String(new URLSearchParams(tags.get(path)).size) });
    }
    if (request.method === 'DELETE' && condition !== undefined) {
      const { headers: { etag } } = await new Promise<IncomingMessage>((resolve, reject) => {
        send(`${s3.url}${request.url!.split('?')[0]}`, { method: 'HEAD' }, resolve).on('error', reject).end();
      });
      if (etag !== condition) {
        return void response.writeHead(412, { 'Content-Type': 'application/xml' }).end('<Error><Code>PreconditionFailed</Code><Message>x</Message></Error>');
      }
      return handOn(s3, request, response, headers);
    }
    return handOn(s3, request, response, request.headers);
  });
}

function tagSet(tags: string): string {
  const all = [...new URLSearchParams(tags)].map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Tagging><TagSet>${all.join('')}</TagSet></Tagging>`;
}

async function handOn(
  s3: LoopbackServer, request: IncomingMessage, response: ServerResponse, headers: IncomingMessage['headers'], more: Record<string, string> = {},
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onward = send(`${s3.url}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, { ...answer.headers, ...more });
      answer.pipe(response).on('finish', resolve);
    });
    request.pipe(onward.on('error', reject));
  });
}
