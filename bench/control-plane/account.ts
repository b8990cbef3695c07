import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlPlane } from '../../preview/servers/api-gateway';
import { startApiGateway } from '../../preview/servers/api-gateway';
import { listen } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';
import { KeyIndex } from '../../src/enrichment/key-index';
import { API_KEYS_OBJECT } from '../../src/record/layout';
import { API_ID, keyId, STAGE } from '../enrichment/account';
import { awsAt } from '../enrichment/loopback-aws';

const BUCKET = 'bucket';

/** An account whose keys are spread evenly over its plans. */
export function accountOf(keys: number, plans: number): ControlPlane {
  const ids = Array.from({ length: keys }, (_value, index) => keyId(index));
  return {
    apiKeys: ids.map((id, index) => ({ id, value: `value-${id}`, name: `customer-${index}`, enabled: true, createdDate: 1_735_689_600 })),
    usagePlans: Array.from({ length: plans }, (_value, plan) => ({
      id: `plan${plan}`,
      name: `Plan ${plan}`,
      apiStages: [{ apiId: API_ID, stage: STAGE }],
      keyIds: ids.filter((_id, index) => index % plans === plan),
    })),
  };
}

/** API Gateway's control plane and S3 on this machine. */
export interface LoopbackAccount {
  /** Where functions find them. */
  readonly environment: Record<string, string>;
  /** How many calls of the control plane something makes. */
  callsOf(work: () => Promise<unknown>): Promise<number>;
  /** How many keys the directory in S3 holds. */
  keysInDirectory(): Promise<number>;
  close(): void;
}

export async function startAccount(account: ControlPlane): Promise<LoopbackAccount> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const [apiGateway, s3] = [await startApiGateway(account), await startS3({ [BUCKET]: directory })];
  let calls = 0;
  const counter = await listen((request, response) => {
    calls++;
    pass(request, response, apiGateway.url);
  });
  return {
    environment: { ...awsAt(s3.url), AWS_ENDPOINT_URL_API_GATEWAY: counter.url, BUCKET_NAME: BUCKET },
    callsOf: async (work) => {
      const before = calls;
      await work();
      return calls - before;
    },
    keysInDirectory: async () => KeyIndex.parse(await (await fetch(`${s3.url}/${BUCKET}/${API_KEYS_OBJECT}`)).text()).size,
    close: () => {
      [counter, apiGateway, s3].forEach((server) => server.close());
      rmSync(directory, { recursive: true });
    },
  };
}

function pass({ method, url, headers }: IncomingMessage, response: ServerResponse, target: string): void {
  httpRequest(`${target}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  }).on('error', () => response.destroy()).end();
}
