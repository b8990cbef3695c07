import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../../preview/servers/loopback';

/** A thousand keys, each on a plan. */
const DIRECTORY = Array.from({ length: 1000 }, (_value, index) => JSON.stringify({
  api_key_id: `key-${index}`,
  api_key_name: `customer-${index}`,
  enabled: true,
  customer_id: `key-${index}`,
  customer: `Customer ${index}`,
  usage_plan_id: 'plan-free',
  usage_plan: 'Free',
  stages: ['a1b2c3d4e5/prod'],
})).join('\n');

/** S3 and Firehose, as far as the function uses them. */
export class Aws {
  public hanging: readonly string[] = [];
  public refusing: readonly string[] = [];
  public bucketHangs = false;
  private taken: { readonly name: string; readonly data: string }[] = [];
  private parked: { readonly name: string; readonly lines: number }[] = [];

  public async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, bucket, ...key] = request.url!.split('?')[0].split('/');
    if (request.method === 'GET') {
      response.writeHead(200).end(DIRECTORY);
    } else if (bucket) {
      await this.put(key.join('/'), request, response);
    } else {
      await this.putRecordBatch(request, response);
    }
  }

  /** The lines of each forwarder that were taken or parked since it was asked last. */
  public received(): Record<string, number> {
    const lines: Record<string, number> = {};
    const taken = this.taken.map(({ name, data }) => ({ name, lines: Buffer.from(data, 'base64').toString().split('\n').length - 1 }));
    for (const { name, lines: count } of [...taken, ...this.parked]) {
      lines[name] = (lines[name] ?? 0) + count;
    }
    [this.taken, this.parked] = [[], []];
    return lines;
  }

  private async put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString();
    if (this.bucketHangs) {
      return;
    }
    for (const line of body.trimEnd().split('\n')) {
      this.parked.push({ name: key.split('/')[2], lines: (JSON.parse(line) as { lines: number }).lines });
    }
    response.writeHead(200, { ETag: '"bench"' }).end();
  }

  private async putRecordBatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { DeliveryStreamName: name, Records: records } = JSON.parse((await bodyOf(request)).toString()) as {
      DeliveryStreamName: string; Records: { Data: string }[];
    };
    if (this.hanging.includes(name)) {
      return;
    }
    const refused = this.refusing.includes(name);
    const answers = records.map((_record, index) => (
      refused ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' } : { RecordId: String(index) }
    ));
    if (!refused) {
      this.taken.push(...records.map(({ Data: data }) => ({ name, data })));
    }
    const body = JSON.stringify({ FailedPutCount: refused ? records.length : 0, RequestResponses: answers });
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(body);
  }
}
