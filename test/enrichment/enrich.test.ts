import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { entry } from './directory';
import { enrichedBy } from './invoke';
import { LambdaFunction } from '../../preview/lambda/function';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';
import { API_KEYS_OBJECT } from '../../src/record/layout';
import { lineOf, REQUEST } from '../record/lines';

const SECRET = 's3cr3tKeyValue';

/** The function as it is shipped, over the wire. */
describe('the bundled function', () => {
  let folder: string;
  let server: LoopbackServer;
  let enrich: LambdaFunction;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bucket-'));
    server = await startS3({ bucket: folder });
    enrich = new LambdaFunction({
      name: 'enrich',
      codeDirectory: resolve(__dirname, '../../assets/enrichment/enrich.lambda'),
      handler: 'index.handler',
      timeoutSeconds: 60,
      memorySizeMb: 512,
      environment: { BUCKET_NAME: 'bucket', COLUMNS: '[["tenant","string","$context.authorizer.tenant"]]' },
    }, { s3: server.url, apiGateway: server.url });
  });
  afterEach(async () => {
    await enrich.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const invoke = (...lines: string[]) => enrichedBy(enrich, lines);

  test('names customer and plan from the directory in S3', async () => {
    const file = join(folder, API_KEYS_OBJECT);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(entry()));
    expect(await invoke(lineOf(), 'garbage')).toMatchObject([
      { recordId: 'record-0', result: 'Ok', customer: 'Acme', usage_plan: 'Free', status: 200, tenant: null },
      { recordId: 'record-1', result: 'ProcessingFailed' },
    ]);
  });

  test('delivers without a directory', async () => {
    expect(await invoke(lineOf())).toMatchObject([{ result: 'Ok', attribution: 'directory_unavailable', status: 200 }]);
  });

  test('logs how many records it saw, and nothing of what is in them', async () => {
    await invoke(lineOf({ ...REQUEST, error_message: `Authorization=Bearer ${SECRET}`, user_agent: 'Agent/1', source_ip: '203.0.113.77' }), SECRET);
    await vi.waitFor(() => expect(enrich.lastOutput).toContain('"records":2'));
    const logged = enrich.lastOutput;
    expect(logged).toContain('"unreadable":1');
    for (const text of [SECRET, 'Agent/1', '203.0.113.77', 'key-acme', 'Acme']) {
      expect(logged).not.toContain(text);
    }
  });
});
