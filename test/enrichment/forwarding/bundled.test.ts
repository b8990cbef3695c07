import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { enrichedBy } from '../invoke';
import { failure, inPart, LoopbackFirehose, taken } from './loopback-firehose';
import { settingsOf } from './records';
import { LambdaFunction } from '../../../preview/lambda/function';
import type { LoopbackServer } from '../../../preview/servers/loopback';
import { startS3 } from '../../../preview/servers/s3';
import type { ForwarderSettings } from '../../../src/enrichment/forwarding/settings';
import { API_KEYS_OBJECT } from '../../../src/record/layout';
import { RecordLayout } from '../../../src/record/record-layout';
import { lineOf, REQUEST } from '../../record/lines';
import { entry } from '../directory';

const SECRETS = ['s3cr3tKeyValue', 'Agent/1', '203.0.113.77', 'key-acme', 'Acme', '/pets/secret-path'];
const HARMFUL = { ...REQUEST, error_message: `Authorization=Bearer ${SECRETS[0]}`, user_agent: 'Agent/1', source_ip: '203.0.113.77', path: '/pets/secret-path' };

/** The function as it is shipped, over the wire. */
describe('the bundled function', () => {
  let folder: string;
  let s3: LoopbackServer;
  let firehose: LoopbackFirehose;
  let enrich: LambdaFunction;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bucket-'));
    const file = join(folder, API_KEYS_OBJECT);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(entry()));
    [s3, firehose] = await Promise.all([startS3({ bucket: folder }), LoopbackFirehose.start()]);
  });
  afterEach(async () => {
    await enrich.close();
    await Promise.all([s3.close(), firehose.stop()]);
    rmSync(folder, { recursive: true });
  });

  const vendor = (name: string, values: Partial<ForwarderSettings> = {}) => settingsOf({ name, streamName: `${name}-stream`, errorsPrefix: `errors/forwarders/${name}/`, ...values });
  const start = (...forwarders: ForwarderSettings[]) => {
    enrich = new LambdaFunction({
      name: 'enrich',
      codeDirectory: resolve(__dirname, '../../../assets/enrichment/enrich.lambda'),
      handler: 'index.handler',
      timeoutSeconds: 60,
      memorySizeMb: 512,
      environment: { BUCKET_NAME: 'bucket', COLUMNS: '[]', FORWARDERS: JSON.stringify(forwarders) },
    }, { s3: s3.url, apiGateway: s3.url, firehose: firehose.url });
  };
  const invoke = (...lines: string[]) => enrichedBy(enrich, lines);
  const printed = async (of: number) => {
    const lines = () => enrich.lastOutput.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    await vi.waitFor(() => expect(lines().filter(({ message }) => message)).toHaveLength(of));
    return { logged: lines().filter(({ message }) => message), metrics: lines().filter(({ _aws, Forwarder }) => _aws && Forwarder) };
  };
  const parkedIn = (name: string) => readdirSync(join(folder, `errors/forwarders/${name}`), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ndjson'))
    .flatMap((path) => readFileSync(join(folder, `errors/forwarders/${name}`, path), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line)));

  test('sends the delivered records to each stream in its own layout, and leaves out what is not delivered', async () => {
    start(vendor('openobserve', { severalLines: true, layout: RecordLayout.openObserve()._settings }), vendor('moesif', { layout: RecordLayout.moesif()._settings }));
    expect(await invoke(lineOf(), 'garbage', lineOf({ ...REQUEST, status: '404' }))).toMatchObject([
      { result: 'Ok', customer: 'Acme', status: 200 }, { result: 'ProcessingFailed' }, { result: 'Ok', status: 404 },
    ]);
    const calls = Object.fromEntries(firehose.calls.map((call) => [call.streamName, call.records]));
    expect(calls['openobserve-stream']).toEqual([expect.stringMatching(/^\{\t"_timestamp":1767225599123000,"status":200,.*\n\{\t"_timestamp":1767225599123000,"status":404,.*\n$/)]);
    expect(calls['moesif-stream'].map((line) => JSON.parse(line))).toMatchObject([
      { requestTime: '31/Dec/2025:23:59:59 +0000', status: '200', companyId: 'key-acme', metadata: { customer: 'Acme', usage_plan: 'Free' } }, { status: '404' },
    ]);
    const { logged, metrics } = await printed(1);
    expect(logged).toMatchObject([{ level: 'WARN', forwarded: [{ name: 'openobserve', handedOver: 2 }, { name: 'moesif', handedOver: 2 }] }]);
    expect(metrics).toMatchObject([
      { FunctionName: 'enrich', Forwarder: 'openobserve', HandedOverRecords: 2, ParkedRecords: 0, LostRecords: 0 }, { Forwarder: 'moesif', HandedOverRecords: 2 },
    ]);
  });

  test('delivers the same as without forwarders, whatever becomes of them', async () => {
    start();
    const lines = [lineOf(HARMFUL), 'garbage', lineOf({ ...REQUEST, status: '500' })];
    const before = await invoke(...lines);
    await enrich.close();
    firehose.otherwise = failure(400, 'AccessDeniedException', `no ${SECRETS[0]}`);
    start(vendor('one'), vendor('two'));
    expect(await invoke(...lines)).toEqual(before);
    expect(parkedIn('one')).toMatchObject([{ errorCode: 'AccessDeniedException' }, {}]);
    expect(parkedIn('two').map(({ rawData }) => JSON.parse(Buffer.from(rawData, 'base64').toString()).status)).toEqual([200, 500]);
  });

  test('prints nothing of what is in a record, whether it is handed over, parked or lost', async () => {
    start(vendor('taken'), vendor('parked'), vendor('lost', { errorsPrefix: '../outside/' }));
    firehose.otherwise = (response, call) => (call.streamName === 'taken-stream' ? taken : failure(400, 'InvalidArgumentException', `cannot take ${call.records[0]}`))(response, call);
    await invoke(lineOf(HARMFUL));
    const { logged, metrics } = await printed(1);
    expect(logged).toMatchObject([{
      level: 'WARN',
      message: 'batch enriched in part',
      forwarded: [
        { name: 'taken', handedOver: 1, parked: 0, lost: 0, errors: {} },
        { name: 'parked', handedOver: 0, parked: 1, lost: 0, errors: { InvalidArgumentException: 1 } },
        { name: 'lost', handedOver: 0, parked: 0, lost: 1, errors: { InvalidArgumentException: 1 } },
      ],
    }]);
    const counted = metrics.map(({ HandedOverRecords, ParkedRecords, LostRecords }) => [HandedOverRecords, ParkedRecords, LostRecords]);
    expect(counted).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
    expect(enrich.lastOutput.length).toBeLessThan(4_000); // all of it
    for (const text of SECRETS) {
      expect(enrich.lastOutput).not.toContain(text);
    }
    // what is parked is what would have been delivered
    expect(JSON.stringify(parkedIn('parked'))).not.toContain(SECRETS[0]);
    expect(Buffer.from(parkedIn('parked')[0].rawData, 'base64').toString()).not.toContain(SECRETS[0]);
  });

  test('counts each batch for itself', async () => {
    start(vendor('vendor'));
    await invoke(lineOf(), lineOf());
    await invoke(lineOf());
    const { metrics, logged } = await printed(2);
    expect(logged.map(({ level }) => level)).toEqual(['INFO', 'INFO']);
    expect(metrics.map(({ HandedOverRecords }) => HandedOverRecords)).toEqual([2, 1]);
  });

  test('puts again what was refused, while others go their way', async () => {
    start(vendor('flaky'), vendor('other'));
    firehose.otherwise = (response, call) => {
      const isFirst = firehose.calls.filter(({ streamName }) => streamName === 'flaky-stream').length === 1;
      return (call.streamName === 'flaky-stream' && isFirst ? inPart((text) => text.includes('"status":500') ? 'ServiceUnavailableException' : undefined) : taken)(response, call);
    };
    await invoke(lineOf(), lineOf({ ...REQUEST, status: '500' }));
    expect(firehose.calls.filter(({ streamName }) => streamName === 'flaky-stream').map(({ records }) => records.length)).toEqual([2, 1]);
    expect((await printed(1)).logged).toMatchObject([{ level: 'INFO', forwarded: [{ handedOver: 2 }, { handedOver: 2 }] }]);
  });

  test('waits ten seconds for streams that hang, for all of them together, and then parks', async () => {
    start(vendor('hanging'), vendor('hanging-too'), vendor('well'));
    firehose.otherwise = (response, call) => call.streamName === 'well-stream' && taken(response, call);
    const started = Date.now();
    expect(await invoke(lineOf())).toMatchObject([{ result: 'Ok', customer: 'Acme' }]);
    const took = Date.now() - started;
    expect(took).toBeGreaterThan(9_500);
    expect(took).toBeLessThan(13_000);
    expect(parkedIn('hanging')).toMatchObject([{ errorCode: 'TimeoutError', attemptsMade: expect.any(Number) }]);
    expect(parkedIn('hanging-too')).toHaveLength(1);
    // each attempt is one call: the client itself repeats none
    const calls = firehose.calls.filter(({ streamName }) => streamName === 'hanging-stream').length;
    expect(parkedIn('hanging')[0].attemptsMade).toBe(calls);
    expect(parkedIn('hanging')[0].arrivalTimestamp).toBeGreaterThanOrEqual(started);
    expect((await printed(1)).logged).toMatchObject([{ forwarded: [{ parked: 1 }, { parked: 1 }, { handedOver: 1 }] }]);
  });

  test('hands a record that came in enriched over no more, since it was before it failed, and refuses one that is not what it seems', async () => {
    start(vendor('vendor', { layout: RecordLayout.moesif()._settings, filter: { share: 1 } }));
    const before = { attribution: 'plan', extended_request_id: 'before', request_time: '2025-12-31 23:59:59.123', status: 200, customer: 'Acme' };
    const forged = { attribution: 'plan', extended_request_id: { toString: 1 }, request_time: 'yesterday', status: [[]], customer: { toJSON: 1 }, path: null };
    expect(await invoke(JSON.stringify(before), JSON.stringify(forged), lineOf())).toMatchObject([
      { result: 'Ok', extended_request_id: 'before' }, { result: 'ProcessingFailed' }, { result: 'Ok', status: 200 },
    ]);
    expect((await printed(1)).logged).toMatchObject([{ records: 3, unreadable: 1, forwarded: [{ handedOver: 1, lost: 0 }] }]);
  });
});
