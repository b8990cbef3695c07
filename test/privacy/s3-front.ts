import { request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { listen } from '../../preview/servers/loopback';

/** Called before a request is handed on: what it does happens underneath whoever sent it. */
export type Meanwhile = (method: string, path: string) => void;

/** Stands before the preview's S3, which has no DeleteObject with a condition: the condition is checked here. */
export async function withConditionalDeletes(s3: LoopbackServer, meanwhile: Meanwhile = () => undefined): Promise<LoopbackServer> {
  return listen(async (request, response) => {
    meanwhile(request.method!, request.url!);
    const { 'if-match': condition, ...headers } = request.headers;
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

async function handOn(s3: LoopbackServer, request: IncomingMessage, response: ServerResponse, headers: IncomingMessage['headers']): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onward = send(`${s3.url}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response).on('finish', resolve);
    });
    request.pipe(onward.on('error', reject));
  });
}
