import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { FirehoseTransformationEventRecord } from 'aws-lambda';
import { SCHEMA } from './receivers';
import { BUCKET_NAME, COLUMNS, encodeColumns, FORWARDERS } from '../../src/enrichment/environment';
import type { ForwarderSettings } from '../../src/enrichment/forwarding/settings';
import { awsAt } from '../enrichment/loopback-aws';

const FUNCTION = resolve(__dirname, '../../assets/enrichment/enrich.lambda/index.js');

export interface Measured {
  readonly ms: number;
  readonly bytes: number;
  readonly delivered: number;
  /** The largest resident memory so far, in KB. */
  readonly peak: number;
}

/** The function in a process of its own, which has nothing else in it. The time is the handler's, without the event's way to it. */
export class Instance {
  private readonly child: ChildProcess;
  private errors = '';

  constructor(forwarders: readonly ForwarderSettings[], endpoint: string) {
    const host = `const { handler } = require(${JSON.stringify(FUNCTION)});
      process.on('message', async (event) => {
        const started = performance.now();
        const response = await handler(event);
        const ms = performance.now() - started;
        const text = JSON.stringify(response);
        const delivered = response.records.filter(({ result }) => result === 'Ok').length;
        process.send({ ms, bytes: text.length, delivered, peak: process.resourceUsage().maxRSS });
      });`;
    this.child = spawn(process.execPath, ['-e', host], {
      env: {
        [BUCKET_NAME]: 'bucket',
        [COLUMNS]: encodeColumns(SCHEMA),
        ...forwarders.length > 0 ? { [FORWARDERS]: JSON.stringify(forwarders) } : {},
        ...awsAt(endpoint),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr!.on('data', (text: Buffer) => { this.errors += text.toString(); });
  }

  public invoke(records: readonly FirehoseTransformationEventRecord[]): Promise<Measured> {
    return new Promise((done, fail) => {
      this.child.removeAllListeners().once('message', (message) => done(message as Measured));
      this.child.once('exit', (code) => fail(new Error(`the function ended with exit code ${code}: ${this.errors}`)));
      this.child.send({ invocationId: 'bench', deliveryStreamArn: 'bench', region: 'us-east-1', records });
    });
  }

  public close(): void {
    this.child.removeAllListeners().kill();
  }
}
