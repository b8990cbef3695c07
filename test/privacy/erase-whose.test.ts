import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallBucket } from './small-bucket';
import { Renderer } from '../../src/enrichment/forwarding/renderer';
import type { RecordLayoutProps } from '../../src/record/record-layout';
import { AbsentValue, RecordLayout, TimeFormat } from '../../src/record/record-layout';
import { AccessLogSchema } from '../../src/record/schema';

const DAY = '2026/03/10';
const LOGS = 'logs/year=2026/month=03/day=10/hour=11/records';
const ERRORS = `errors/logs/processing-failed/${DAY}/records`;
const ASIDE = `errors/set-aside/logs/processing-failed/${DAY}/records`;
const DIRECTORY = 'directory/api_keys/api-keys.ndjson';
const ARCHIVE = `archive/${DAY}/11/records`;

let bucket: SmallBucket;

beforeEach(() => { bucket = new SmallBucket(); });
afterEach(() => bucket.remove());

const base64 = (value: string | object) => Buffer.from(typeof value === 'string' ? value : `${JSON.stringify(value)}\n`).toString('base64');
const raw = (value: string | object) => ({ rawData: base64(value) });
/** As Firehose writes what a receiver answered: its quotes are not escaped. */
const answered = (answer: string, value: object) => `{"attemptsMade":8,"errorMessage":"503: ${answer}","rawData":"${base64(value)}"}`;

describe('a key that has changed hands', () => {
  const open = (id: string) => ({ attribution: 'unknown_key', extended_request_id: id, api_key_id: 'k' });
  const named = (id: string, customer_id: string) => ({ ...open(id), customer_id });

  test('says nothing of records that name nobody, where records name another customer', async () => {
    bucket.put(LOGS, named('1', 'acme'), named('2', 'other'), open('3'));
    bucket.put(ERRORS, raw(open('4')), raw(open('5')));
    const printed = await bucket.erase('--customer-id', 'acme');
    expect(bucket.lines(LOGS)).toEqual([named('2', 'other'), open('3')].map((record) => JSON.stringify(record)));
    expect(bucket.lines(ERRORS)).toHaveLength(2);
    expect(printed).toMatch(/^errors\/: 2 records .*\n {2}2 records are ambiguous, and stay/m);
    expect(printed).toMatch(/^logs\/: 3 records .*\n.*\n {2}1 records are ambiguous, and stay/m);
    expect(printed).toContain('Keys that somebody else has had as well: k.');
    expect(printed).toContain('lead to the customer: acme\n');
  });

  test('nor where the directory does', async () => {
    bucket.put(DIRECTORY, { api_key_id: 'k', customer_id: 'other', customer: 'Other' });
    bucket.put(LOGS, named('1', 'acme'));
    bucket.put(ERRORS, raw(open('2')));
    const printed = await bucket.erase('--customer-id', 'acme');
    expect(bucket.lines(LOGS)).toEqual([]);
    expect(bucket.lines(ERRORS)).toHaveLength(1);
    expect(printed).toContain('1 records are ambiguous');
  });

  test('nor where the key\'s id is the customer\'s', async () => {
    bucket.put(DIRECTORY, { api_key_id: 'k', customer_id: 'other', customer: 'Other' });
    bucket.put(ERRORS, raw(open('1')));
    await bucket.erase('--customer-id', 'k');
    expect(bucket.lines(ERRORS)).toHaveLength(1);
  });

  test('nor in Parquet', async () => {
    await bucket.putParquet(LOGS, ['id', 'customer_id', 'api_key_id'],
      { id: '1', customer_id: 'acme', api_key_id: 'k' }, { id: '2', customer_id: 'other', api_key_id: 'k' }, { id: '3', api_key_id: 'k' });
    expect(await bucket.erase('--customer-id', 'acme')).toContain('1 records are ambiguous');
    expect(await bucket.ids(LOGS)).toEqual(['2', '3']);
  });

  test('is theirs where it is given', async () => {
    bucket.put(DIRECTORY, { api_key_id: 'k', customer_id: 'other', customer: 'Other' });
    bucket.put(LOGS, named('1', 'acme'));
    bucket.put(ERRORS, raw(open('2')));
    const printed = await bucket.erase('--customer-id', 'acme', '--api-key-id', 'k');
    expect(bucket.lines(ERRORS)).toEqual([]);
    expect(printed).not.toContain('ambiguous');
  });

  test('leaves theirs what only they have had', async () => {
    bucket.put(LOGS, named('1', 'acme'), { ...named('2', 'other'), api_key_id: 'another' });
    bucket.put(ERRORS, raw(open('3')));
    expect(await bucket.erase('--customer-id', 'acme')).not.toContain('ambiguous');
    expect(bucket.lines(ERRORS)).toEqual([]);
  });
});

describe('Parquet is judged as JSON is', () => {
  const COLUMNS = ['id', 'attribution', 'customer_id', 'api_key_id', 'principal_id', 'cognito_sub', 'cognito_identity_id', 'iam_user'];
  const records: Record<string, string>[] = [
    { id: 'principal', attribution: 'invalid_key', principal_id: 'acme' },
    { id: 'sub', attribution: 'invalid_key', cognito_sub: 'acme' },
    { id: 'identity', cognito_identity_id: 'acme' },
    { id: 'user', iam_user: 'acme', customer_id: '-' },
    { id: 'another principal', principal_id: 'other', iam_user: 'acme' },
    { id: 'principal of another', customer_id: 'other', principal_id: 'acme' },
    { id: 'principal with a key', api_key_id: 'k2', principal_id: 'acme' },
    { id: 'named', customer_id: 'acme', api_key_id: 'k1' },
    { id: 'key', api_key_id: 'k1', principal_id: 'other' },
    { id: 'nobody' },
  ];
  const kept = ['another principal', 'principal of another', 'principal with a key', 'nobody'];

  test('with all columns', async () => {
    await bucket.putParquet(LOGS, COLUMNS, ...records);
    bucket.put(ARCHIVE, ...records);
    const printed = await bucket.erase('--customer-id', 'acme', '--folder', 'archive/');
    expect(await bucket.ids(LOGS)).toEqual(kept);
    expect(bucket.lines(ARCHIVE).map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(kept);
    expect(printed).toContain('12 of 12 records erased');
  });

  test('with some columns, and with none', async () => {
    await bucket.putParquet(LOGS, ['id', 'principal_id'], { id: '1', principal_id: 'acme' }, { id: '2' });
    await bucket.putParquet(ARCHIVE, ['id'], { id: '1' });
    const printed = await bucket.erase('--customer-id', 'acme', '--folder', 'archive/');
    expect(await bucket.ids(LOGS)).toEqual(['2']);
    expect(printed).toContain('1 objects say neither customer nor key');
    expect(printed).toContain('exit code 0');
  });
});

describe('a line that nobody can read', () => {
  test('is decoded where it was set aside', async () => {
    const cut = (id: string) => `{"attemptsMade":1,"rawData":"${base64({ extended_request_id: '1', api_key_id: id, path: '/' }).slice(0, 70)}`;
    const aside = (id: string) => ({ unreadableLine: base64(cut(id)), setAsideReason: 'the line is no JSON object, and holds no rawData' });
    bucket.put(ASIDE, aside('acme'), aside('other'), { unreadableLine: base64('{"customer_id":"acme", cut') }, { unreadableLine: base64('{"customer_id":"other", cut') });
    bucket.put(ERRORS, cut('acme'), cut('other'));
    await bucket.erase('--customer-id', 'acme');
    expect(bucket.lines(ASIDE)).toEqual([aside('other'), { unreadableLine: base64('{"customer_id":"other", cut') }].map((line) => JSON.stringify(line)));
    expect(bucket.lines(ERRORS)).toEqual([cut('other')]);
  });

  test('loses their lines of several, and no more', async () => {
    const [theirs, others] = ['acme', 'other'].map((customer_id) => `{"customer_id":"${customer_id}"}\n`);
    const line = (records: string) => ({ unreadableLine: base64(`{"errorMessage":"a "quote" é","rawData":"${base64(records)}"}`), lines: 7 });
    bucket.put(ASIDE, line(theirs + others), line(others + others));
    await bucket.erase('--customer-id', 'acme');
    expect(bucket.lines(ASIDE).map((text) => JSON.parse(text) as object)).toEqual([{ ...line(others), lines: 1 }, line(others + others)]);
  });

  test('goes by what stands behind the names of customer, key and caller', async () => {
    const lines = ['"stage":"prod"', '"path":"prod","customer_id":"other"', '"xcustomer_id":"prod"'].map((fields) => `{${fields}, cut`);
    const theirs = ['"customer_id":"prod"', '"customer_id": null,"api_key_id":"prod"', '"iam_user" : "prod"'].map((fields) => `{${fields}, cut`);
    bucket.put(ERRORS, ...[...lines, ...theirs].map(raw), ...lines, ...theirs);
    await bucket.erase('--customer-id', 'prod');
    expect(bucket.lines(ERRORS)).toEqual([...lines.map((line) => JSON.stringify(raw(line))), ...lines]);
  });

  test('goes by a key that is found later, and says of none whose it is', async () => {
    bucket.put(ERRORS, raw('{"api_key_id":"k", cut'), raw('{"customer_id":"other","api_key_id":"k", cut'), raw('{"customer_id":"acme","api_key_id":"k2", cut'));
    bucket.put(`${ERRORS}-2`, raw({ api_key_id: 'k2' }));
    bucket.put(LOGS, { customer_id: 'acme', api_key_id: 'k' });
    await bucket.erase('--customer-id', 'acme');
    expect(bucket.lines(ERRORS)).toEqual([JSON.stringify(raw('{"customer_id":"other","api_key_id":"k", cut'))]);
    expect(bucket.lines(`${ERRORS}-2`)).toHaveLength(1);
  });

  test('goes by the fields of an own layout', async () => {
    bucket.put(ARCHIVE, '{"user":{"name":"x","id":"acme"}, cut', '{"user":{"name":"acme"},"id":"acme", cut', '{"id":"acme", cut');
    await bucket.erase('--customer-id', 'acme', '--folder', 'archive/', '--customer-field', 'user.id');
    expect(bucket.lines(ARCHIVE)).toHaveLength(2);
  });
});

test('of a line that is no JSON the last record counts, as in the replay', async () => {
  const echo = (customer_id: string) => `{"rawData":"${base64({ customer_id })}"}`;
  const lines = [
    answered(echo('acme'), { customer_id: 'other' }), answered(echo('other'), { customer_id: 'acme' }), answered(echo('other'), { customer_id: 'other' }),
  ];
  bucket.put(ERRORS, ...lines);
  await bucket.erase('--customer-id', 'acme');
  expect(bucket.lines(ERRORS)).toEqual([lines[0], lines[2]]);
});

test('a record is replaced where it stands, though a receiver has sent the same text back', async () => {
  const [theirs, others] = ['acme', 'other'].map((customer_id) => `{"customer_id":"${customer_id}"}\n`);
  const line = (echo: string, records: string) => `{"errorMessage":"503: {"é":"${echo}"}","rawData":"${base64(records)}"}`;
  const both = base64(theirs + others);
  bucket.put(ERRORS, line(both, theirs + others), JSON.stringify({ echo: both, lines: 2, ...raw(`${others}${theirs.trimEnd()}\t\t\n`) }));
  await bucket.erase('--customer-id', 'acme');
  expect(bucket.lines(ERRORS)).toEqual([line(both, others), JSON.stringify({ echo: both, lines: 1, ...raw(`${others.trimEnd()}\t\t\n`) })]);
});

test('receivers\' names count in what is forwarded only', async () => {
  const own = { customer_id: null, companyId: 'acme', apiKey: 'acme', key_id: 'acme', tenant: 'acme', request_id: 'own' };
  const elsewhere = [`errors/logs/format-conversion-failed/${DAY}/a`, `errors/set-aside/logs/processing-failed/${DAY}/a`, `replayed/logs/processing-failed/${DAY}/a`];
  const forwarded = ['errors/', 'errors/set-aside/', 'replayed/', 'replayed/set-aside/'].map((folder) => `${folder}forwarders/moesif/http-endpoint-failed/${DAY}/a`);
  [...elsewhere, ...forwarded].forEach((key) => bucket.put(key, raw(own)));
  [LOGS, ARCHIVE].forEach((key) => bucket.put(key, own));
  await bucket.putParquet(`${LOGS}.parquet`, ['id', 'tenant', 'key_id'], { id: '1', tenant: 'acme', key_id: 'acme' });
  await bucket.erase('--customer-id', 'acme', '--folder', 'archive/', '--customer-field', 'tenant');
  expect([...elsewhere, LOGS].filter((key) => bucket.lines(key).length !== 1)).toEqual([]);
  expect(await bucket.ids(`${LOGS}.parquet`)).toEqual(['1']);
  expect([...forwarded, ARCHIVE].filter((key) => bucket.lines(key).length > 0)).toEqual([]);
});

describe('a layout of one\'s own with all columns is judged by the customer that it names', () => {
  const PARKED = `errors/forwarders/s3/handover-failed/${DAY}/records`;
  const AT_HTTP = `errors/forwarders/s3/http-endpoint-failed/${DAY}/records`;
  const record = (id: string, names: object) => ({
    extended_request_id: id, request_time: '2026-03-10 11:00:00.000', status: 200, path: '/', user_agent: 'x', attribution: 'plan', ...names,
  });
  const theirs = [record('1', { customer_id: 'acme', api_key_id: 'k' }), record('2', { customer_id: 'acme', principal_id: 'p' })];
  const others = [record('3', { customer_id: 'other', api_key_id: 'acme' }), record('4', { customer_id: 'other', iam_user: 'acme' })];

  test.each<[string, RecordLayoutProps]>([
    ['as texts', { valuesAsText: true }],
    ['as texts, absent ones as -', { valuesAsText: true, absentValue: AbsentValue.DASH }],
    ['as texts, absent ones as null', { valuesAsText: true, absentValue: AbsentValue.NULL, timeFormat: TimeFormat.EPOCH_SECONDS }],
    ['as texts, with the id as a field', { valuesAsText: true, fields: { extended_request_id: 'extended_request_id', who: 'customer_id' } }],
    ['as they are', {}],
  ])('%s', async (_, props) => {
    const renderer = new Renderer(RecordLayout.of({ otherColumns: true, ...props })._settings, new AccessLogSchema()._delivered());
    const [theirLines, otherLines] = [theirs, others].map((records) => records.map((each) => renderer.line(each)));
    bucket.put(ARCHIVE, ...[...theirLines, ...otherLines].map((line) => line.trimEnd()));
    bucket.put(PARKED, { lines: 4, ...raw([...theirLines, ...otherLines].join('')) });
    bucket.put(AT_HTTP, ...theirLines.map((line) => raw(line)), answered('away', JSON.parse(theirLines[0]) as object), ...otherLines.map((line) => raw(line)));
    const printed = await bucket.erase('--customer-id', 'acme', '--folder', 'archive/', '--customer-field', 'who');
    expect(bucket.lines(ARCHIVE)).toEqual(otherLines.map((line) => line.trimEnd()));
    expect(bucket.lines(PARKED)).toEqual([JSON.stringify({ lines: 2, ...raw(otherLines.join('')) })]);
    expect(bucket.lines(AT_HTTP)).toEqual(otherLines.map((line) => JSON.stringify(raw(line))));
    expect(printed).toContain('7 of 7 records erased');
  });
});

test('an object that is written anew keeps its tags', async () => {
  bucket.put(LOGS, { customer_id: 'acme' }, { customer_id: 'other' });
  bucket.tag(LOGS, 'team=usage%20data&kept=a%2Fb');
  await bucket.erase('--customer-id', 'acme');
  expect(bucket.lines(LOGS)).toHaveLength(1);
  expect(bucket.tagsOf(LOGS)).toBe('team=usage%20data&kept=a%2Fb');
});

test('the progress of a replay is not taken for records', async () => {
  bucket.put('replayed/lease.json', { customer_id: 'acme' });
  await bucket.erase('--customer-id', 'acme');
  expect(bucket.lines('replayed/lease.json')).toHaveLength(1);
});
