import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from './bench';
import { keysBelow } from './objects';
import { holdsKey, PLANTED_KEY } from './planted-key';
import type { Fault } from './servers/faulty-server';
import { Engine } from '../../preview/engine';
import { Firehose } from '../../preview/pipeline/firehose';
import { API_KEYS_OBJECT } from '../../src/record/layout';
import { lineOf, REQUEST } from '../record/lines';

const TIME = Date.UTC(2030, 5, 15, 12);

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench.close());

beforeEach(() => bench.reset(TIME, 0, false));

/** An invocation that may fail, and what it says then. */
const said = (invocation: Promise<unknown>) => invocation.then((result) => JSON.stringify(result ?? null), (error: Error) => `${error.stack} ${JSON.stringify(error)}`);

const outputs = () => Object.values(bench.functions).map(({ output }) => output).join('');

test('the key is found in whatever it is wrapped', () => {
  for (const text of [PLANTED_KEY, ...['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${PLANTED_KEY}${before}`).toString('base64'))]) {
    expect(holdsKey(`x ${text} y`)).toBe(true);
  }
  expect(holdsKey(Buffer.from('any other text, and long enough').toString('base64'))).toBe(false);
});

describe('a key\'s value in the control plane', () => {
  const FAULTS: Fault[] = ['none', 'half', 'garbage', 500, 403, 429, 'reset', 'changes'];

  test('is sent, and stays in the function that gets it, whatever breaks', async () => {
    expect(await (await fetch(`${bench.faulty.apiGateway.url}/usageplans/plan-gold/keys`)).text()).toContain(PLANTED_KEY);
    const texts: string[] = [];
    for (const fault of FAULTS) {
      for (let index = 0; index < 9; index++) {
        bench.account.show(0);
        bench.faulty.apiGateway.fail([...Array<Fault>(index).fill('none'), ...Array<Fault>(12).fill(fault)]);
        texts.push(await said(bench.functions.refresh.invoke({})));
      }
    }
    bench.endFaults();
    expect(texts.filter((text) => text !== 'null').length).toBeGreaterThan(FAULTS.length);
    expect(texts.filter(holdsKey)).toEqual([]);
    expect(readFileSync(bench.file(API_KEYS_OBJECT), 'utf8')).toContain('Acme');
    expect(holdsKey(readFileSync(bench.file(API_KEYS_OBJECT), 'utf8'))).toBe(false);
    expect(holdsKey(outputs())).toBe(false);
  }, 120_000);
});

describe('a key\'s value in an event', () => {
  const QUOTED = [
    `'Bearer ${PLANTED_KEY}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer ${PLANTED_KEY}'.`,
    `Authorization=${PLANTED_KEY}`, `x-api-key: ${PLANTED_KEY}`, `api_key=${PLANTED_KEY}`, `{"apiKey":"${PLANTED_KEY}"}`, `{\\"api_key\\":\\"${PLANTED_KEY}\\"}`,
    `invalid token '${PLANTED_KEY}'`, `https://user:${PLANTED_KEY}@example.com/`, `GET /pets?api_key=${PLANTED_KEY} failed`,
  ];
  const ERRORS = ['error_message', 'integration_error', 'authorizer_error'];
  const lines = ERRORS.flatMap((column) => QUOTED.map((text, index) => lineOf({ ...REQUEST, extended_request_id: `${column}-${index}`, request_time: String(TIME), [column]: text })));
  // no column of the schema, wherever it stands
  const unknown = [
    lineOf({ ...REQUEST, extended_request_id: 'head', request_time: String(TIME) }).replace('"request_time"', `"api_key":"${PLANTED_KEY}","request_time"`),
    lineOf({ ...REQUEST, extended_request_id: 'tail', request_time: String(TIME) }).replace('"http_method"', `"api_key":"${PLANTED_KEY}","http_method"`),
  ];

  test('comes out in no record, no object and no log line', async () => {
    const firehose = await Firehose.open(bench.stream, bench.bucketDirectory, bench.transformation);
    for (const line of [...lines, ...unknown]) {
      await firehose.put(line, TIME);
    }
    await firehose.end();
    const { template } = bench.assembly;
    const engine = await Engine.open({ template, bucketDirectory: bench.bucketDirectory });
    const { table } = bench.stream.conversion!;
    const rows = await engine.query(`SELECT * FROM "${table.database}"."${table.name}"`);
    engine.close();
    expect(rows).toHaveLength(lines.length + unknown.length);
    expect(rows.map((row) => JSON.stringify(row)).filter(holdsKey)).toEqual([]);
    expect(bench.forwarded.map(String).filter(holdsKey)).toEqual([]);
    expect(keysBelow(bench.bucketDirectory, '').filter((key) => holdsKey(readFileSync(bench.file(key), 'latin1')))).toEqual([]);
    expect(holdsKey(outputs())).toBe(false);
  });

  test('comes out in no log line and no error where the event is none that Firehose sends', async () => {
    const data = Buffer.from(PLANTED_KEY).toString('base64');
    const events = [
      PLANTED_KEY, null, {}, { records: PLANTED_KEY }, { records: [PLANTED_KEY] }, { records: [null] }, { records: [{ recordId: '1', data: { [PLANTED_KEY]: 1 } }] },
      { records: [{ recordId: '1', data }, { recordId: '2', data: Buffer.from(`{"attribution":${PLANTED_KEY}`).toString('base64') }] },
    ];
    const texts = [];
    for (const event of events) {
      texts.push(await said(bench.functions.enrich.invoke(event)));
    }
    expect(texts.filter(holdsKey)).toEqual([]);
    expect(holdsKey(outputs())).toBe(false);
  });

  test('comes out in no log line where the directory holds it and breaks off', async () => {
    bench.clock.forwardBy(61_000);
    await fetch(`${bench.honestS3}/${bench.stream.bucket}/${API_KEYS_OBJECT}`, { method: 'PUT', body: `{"api_key_id":${PLANTED_KEY}` });
    await bench.functions.enrich.invoke({ records: [{ recordId: '1', data: Buffer.from(lineOf()).toString('base64') }] });
    expect(bench.functions.enrich.output).toContain('SyntaxError');
    expect(holdsKey(outputs())).toBe(false);
  });

  test('comes out in no log line and no error of the replay, whatever it finds', async () => {
    const failed = (fields: object) => `${JSON.stringify({ errorCode: 'x', errorMessage: `quotes ${PLANTED_KEY}`, ...fields })}\n`;
    const write = (key: string, text: string) => {
      mkdirSync(dirname(bench.file(key)), { recursive: true });
      writeFileSync(bench.file(key), text);
    };
    const rawData = Buffer.from(lineOf({ ...REQUEST, error_message: QUOTED[0] })).toString('base64');
    write('errors/logs/processing-failed/2030/06/15/a', failed({ rawData }) + failed({ rawData: PLANTED_KEY.slice(1) }) + failed({ rawData: `!${PLANTED_KEY}` }) + failed({}) + `{"a":"${PLANTED_KEY}\n`);
    write('errors/logs/format-conversion-failed/2030/06/15/b', `\u001f\u008b${PLANTED_KEY}`);
    write('errors/forwarders/archive/handover-failed/2030/06/15/c.ndjson', failed({ rawData }));
    const texts = [await said(bench.functions.replay.invoke({ dryRun: true })), await said(bench.functions.replay.invoke(PLANTED_KEY).then(() => '', () => ''))];
    for (const fault of [404, 403, 'in part', 'none'] as Fault[]) {
      bench.faulty.replayFirehose.fail(Array<Fault>(3).fill(fault));
      texts.push(await said(bench.functions.replay.invoke({})));
      bench.clock.forwardBy(120_000);
    }
    bench.endFaults();
    expect(texts.join()).toMatch(/"replayed":[1-9]/);
    expect(texts.filter(holdsKey)).toEqual([]);
    expect(holdsKey(outputs())).toBe(false);
  });
});
