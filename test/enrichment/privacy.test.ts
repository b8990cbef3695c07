import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DIRECTORY, entry } from './directory';
import { enrichedBy } from './invoke';
import { LambdaFunction } from '../../preview/lambda/function';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { listen } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';
import { startSecretsManager } from '../../preview/servers/secrets-manager';
import { Enricher } from '../../src/enrichment/enricher';
import { decodeColumns, encodeColumns, encodePrivacy } from '../../src/enrichment/environment';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { API_KEYS_OBJECT } from '../../src/record/layout';
import type { PrivacyOptions } from '../../src/record/personal-data';
import { PersonalData } from '../../src/record/personal-data';
import { AccessLogSchema } from '../../src/record/schema';
import { lineOf, REQUEST } from '../record/lines';

const KEY = 'correct horse battery staple';
const hash = (text: string) => createHmac('sha256', KEY).update(text).digest('hex').slice(0, 32);

function enricherOf(options: PrivacyOptions, columns: AccessLogColumn[] = []): { schema: AccessLogSchema; enricher: Enricher } {
  // as the function gets it
  const given = new AccessLogSchema(columns, options);
  const schema = decodeColumns(encodeColumns(given), encodePrivacy(given));
  return { schema, enricher: new Enricher(schema._logged(), { omitted: schema._omitted(), privacy: schema._privacy, hashKey: Buffer.from(KEY) }) };
}

function recordOf(options: PrivacyOptions, values: Record<string, string> = {}, columns: AccessLogColumn[] = []) {
  const { schema, enricher } = enricherOf(options, columns);
  const { record, line, untyped } = enricher.enrich(lineOf({ ...REQUEST, ...values }, schema), DIRECTORY)!;
  expect(JSON.parse(line)).toEqual(record);
  return { ...record, untyped };
}

describe('an address', () => {
  test('is kept, cut to its network, hashed or left out', () => {
    expect(recordOf({})).toMatchObject({ source_ip: '203.0.113.7' });
    expect(recordOf({ sourceIp: PersonalData.TRUNCATE })).toMatchObject({ source_ip: '203.0.113.0/24' });
    expect(recordOf({ sourceIp: PersonalData.HASH })).toMatchObject({ source_ip: hash('203.0.113.7') });
    expect(recordOf({ sourceIp: PersonalData.OMIT })).not.toHaveProperty('source_ip');
  });

  test('that is none becomes null and is counted', () => {
    expect(recordOf({ sourceIp: PersonalData.TRUNCATE }, { source_ip: 'unknown' })).toMatchObject({ source_ip: null, untyped: ['source_ip'] });
  });

  test('that is absent stays so', () => {
    for (const sourceIp of [PersonalData.TRUNCATE, PersonalData.HASH]) {
      expect(recordOf({ sourceIp }, { source_ip: '-' })).toMatchObject({ source_ip: null, untyped: [] });
    }
  });

  test('is treated alike in a column of your own', () => {
    const address = AccessLogColumn.string('address', '$context.identity.sourceIp');
    expect(recordOf({ sourceIp: PersonalData.HASH }, { address: '203.0.113.7' }, [address])).toMatchObject({ address: hash('203.0.113.7') });
    const header = AccessLogColumn.string('header', '$context.requestOverride.header.x-forwarded-for');
    expect(recordOf({ sourceIp: PersonalData.TRUNCATE }, { header: '203.0.113.7' }, [header])).toMatchObject({ header: '203.0.113.0/24' });
    expect(recordOf({ sourceIp: PersonalData.TRUNCATE }, { header: '203.0.113.7, 10.0.0.1' }, [header])).toMatchObject({ header: null });
  });
});

describe('a User-Agent header', () => {
  test.each([[PersonalData.HASH, { user_agent: hash('curl/8.9.1') }], [PersonalData.OMIT, {}]])('is %s, and client_family stays', (userAgent, shown) => {
    const { user_agent, client_family, path } = recordOf({ userAgent }) as Record<string, unknown>;
    expect({ client_family, path, ...user_agent === undefined ? {} : { user_agent } }).toEqual({ client_family: 'curl', path: '/prod/pets/17', ...shown });
  });

  test.each([PersonalData.HASH, PersonalData.OMIT])('that is %s has a family only if many share it', (userAgent) => {
    const familyOf = (text: string, options: PrivacyOptions) => (recordOf(options, { user_agent: text }) as Record<string, unknown>).client_family;
    for (const own of ['johns-iphone-42', 'MyApp-7f3e9a1c-4b1d/1.0', 'Mozilla/5.0 johns-iphone/1.0 x']) {
      expect(familyOf(own, { userAgent })).toBe('other');
      expect(familyOf(own, {})).not.toBe('other');
    }
    expect(familyOf('python-requests/2.32.3', { userAgent })).toBe('python-requests');
    expect(familyOf('Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', { userAgent })).toBe('Firefox');
    expect(familyOf('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', { userAgent })).toBe('bot');
    expect(familyOf('-', { userAgent })).toBeNull();
  });

  test('that is not logged has no client_family', () => {
    expect(recordOf({ omitColumns: ['user_agent'] })).toMatchObject({ client_family: null, path: '/prod/pets/17' });
  });
});

describe('names', () => {
  test('are left out, and ids and attribution stay', () => {
    const record = recordOf({ omitColumns: ['customer', 'usage_plan'] });
    expect(record).toMatchObject({ attribution: 'plan', customer_id: 'key-acme', usage_plan_id: 'plan-free' });
    expect(JSON.stringify(record)).not.toMatch(/Acme|Free/);
  });
});

test('a record that was enriched before passes as it is', () => {
  const { line } = enricherOf({}).enricher.enrich(lineOf(), DIRECTORY)!;
  const { enricher } = enricherOf({ sourceIp: PersonalData.HASH, omitColumns: ['path'] });
  expect(enricher.enrich(line, DIRECTORY)!.line).toBe(line);
  const own = enricher.enrich(lineOf(), DIRECTORY)!.line;
  expect(enricher.enrich(own, DIRECTORY)!.line).toBe(own);
});

test('a line of the format before loses what is left out now', () => {
  const { enricher } = enricherOf({ omitColumns: ['source_ip', 'path', 'xray_trace_id'] });
  const { line } = enricher.enrich(lineOf({ ...REQUEST, error_message: 'Forbidden', xray_trace_id: '1-trace' }), DIRECTORY)!;
  expect(JSON.parse(line)).toMatchObject({ error_message: 'Forbidden', user_agent: 'curl/8.9.1', api_key_id: 'key-acme' });
  expect(line).not.toMatch(/203\.0\.113|pets\/17|1-trace/);
});

test('fails for a hash without a key', () => {
  const schema = new AccessLogSchema([], { sourceIp: PersonalData.HASH });
  expect(() => new Enricher(schema._logged(), { privacy: schema._privacy })).toThrow('Column \'source_ip\' is to be hashed, and there is no key to hash it with');
});

test('the function is told of nothing where all is kept', () => {
  expect(encodePrivacy(new AccessLogSchema())).toBeUndefined();
  expect(encodePrivacy(new AccessLogSchema([], { sourceIp: PersonalData.KEEP, userAgent: PersonalData.KEEP, omitColumns: [] }))).toBeUndefined();
});

/** The function as it is shipped, over the wire. */
describe('the bundled function', () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:HashKey-a1b2c3';
  let folder: string;
  let s3: LoopbackServer;
  let secrets: LoopbackServer;
  let enrich: LambdaFunction | undefined;
  let output = '';

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bucket-'));
    const file = join(folder, API_KEYS_OBJECT);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(entry()));
    s3 = await startS3({ bucket: folder });
    secrets = await startSecretsManager({ [ARN]: KEY });
    output = '';
  });
  afterEach(async () => {
    await enrich?.close();
    [s3, secrets].forEach((server) => server.close());
    rmSync(folder, { recursive: true });
  });

  function start(privacy: PrivacyOptions, secretsManager: string | undefined = secrets.url): LambdaFunction {
    const schema = new AccessLogSchema([], privacy);
    enrich = new LambdaFunction({
      name: 'enrich',
      codeDirectory: resolve(__dirname, '../../assets/enrichment/enrich.lambda'),
      handler: 'index.handler',
      timeoutSeconds: 60,
      memorySizeMb: 512,
      environment: {
        BUCKET_NAME: 'bucket', COLUMNS: '[]', PRIVACY: encodePrivacy(schema)!, ...schema._privacy.needsHashKey ? { HASH_KEY_ARN: ARN } : {},
      },
    }, { s3: s3.url, apiGateway: s3.url, secretsManager }, { onOutput: (text) => { output += text; } });
    return enrich;
  }

  test('hashes with the key of the secret, which it reads once and shows nowhere', async () => {
    let reads = 0;
    const counting = await listen(async (request, response) => {
      reads++;
      const answer = await fetch(secrets.url, {
        method: 'POST',
        headers: { 'x-amz-target': String(request.headers['x-amz-target']) },
        body: await new Response(request as unknown as ReadableStream).text(),
      });
      response.writeHead(answer.status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(await answer.text());
    });
    try {
      const lambda = start({ sourceIp: PersonalData.HASH, userAgent: PersonalData.HASH, omitColumns: ['path'] }, counting.url);
      const expected = { result: 'Ok', source_ip: hash('203.0.113.7'), user_agent: hash('curl/8.9.1'), client_family: 'curl', customer: 'Acme' };
      for (let batch = 0; batch < 2; batch++) {
        const answers = await enrichedBy(lambda, [lineOf()]);
        expect(answers).toMatchObject([expected]);
        expect(JSON.stringify(answers)).not.toContain(KEY);
      }
      expect(reads).toBe(1);
      await vi.waitFor(() => expect(output).toContain('"records":1'));
      expect(output).not.toContain(KEY);
    } finally {
      counting.close();
    }
  });

  test('fails the batch where the key cannot be read, and takes the next one when it can', async () => {
    let there = false;
    const door = await listen(async (request, response) => {
      if (!there) {
        return void response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.1' }).end('{"__type":"AccessDeniedException","message":"no"}');
      }
      response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ ARN, SecretString: request.method && KEY }));
    });
    try {
      const lambda = start({ sourceIp: PersonalData.HASH }, door.url);
      await expect(enrichedBy(lambda, [lineOf()])).rejects.toThrow('AccessDeniedException');
      expect(output).not.toContain('203.0.113.7');
      there = true;
      expect(await enrichedBy(lambda, [lineOf()])).toMatchObject([{ result: 'Ok', source_ip: hash('203.0.113.7') }]);
    } finally {
      door.close();
    }
  });

  test('fails the batch where the secret is empty', async () => {
    const empty = await startSecretsManager({ [ARN]: '' });
    try {
      await expect(enrichedBy(start({ sourceIp: PersonalData.HASH }, empty.url), [lineOf()])).rejects.toThrow('The secret of the hash key is empty');
    } finally {
      empty.close();
    }
  });

  test('asks nobody for a key where nothing is hashed', async () => {
    const lambda = start({ sourceIp: PersonalData.TRUNCATE }, 'http://127.0.0.1:1');
    expect(await enrichedBy(lambda, [lineOf()])).toMatchObject([{ result: 'Ok', source_ip: '203.0.113.0/24' }]);
  });
});
