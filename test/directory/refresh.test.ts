import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoopbackAws, tooManyRequests } from './loopback-aws';
import { runRefresh } from './run-refresh';

const OBJECT = '/bucket/directory/api_keys/api-keys.ndjson';
const SECRET = 'secretValue4711';

let aws: LoopbackAws;

beforeEach(async () => {
  aws = await LoopbackAws.start();
  aws.keys = [
    { id: 'k1', name: 'Acme', value: SECRET, enabled: true, createdDate: 1_700_000_000, tags: { customer: 'Acme Inc' } },
    { id: 'k2', name: 'Globex', value: SECRET, enabled: false, createdDate: 1_700_000_001.5 },
  ];
  aws.plans = [{
    plan: { id: 'p1', name: 'Gold', apiStages: [{ apiId: 'a', stage: 'prod' }], quota: { limit: 1000, offset: 0, period: 'MONTH' }, throttle: { rateLimit: 2.5, burstLimit: 5 } },
    keys: [{ id: 'k1', name: 'Acme', value: SECRET }],
  }];
});

afterEach(() => aws.stop());

const written = () => aws.objects.get(OBJECT)!;

describe('the bundled refresh function', () => {
  it('writes the directory as NDJSON, with its hash', async () => {
    const run = await runRefresh(aws);

    expect(run.ok, run.output).toBe(true);
    expect(written().body.split('\n').filter(Boolean).map((line) => JSON.parse(line))).toEqual([
      {
        api_key_id: 'k1',
        api_key_name: 'Acme',
        enabled: true,
        created_at: '2023-11-14 22:13:20.000',
        customer_id: 'k1',
        customer: 'Acme',
        usage_plan_id: 'p1',
        usage_plan: 'Gold',
        stages: ['a/prod'],
        quota_limit: 1000,
        quota_period: 'MONTH',
        quota_offset: 0,
        throttle_rate_limit: 2.5,
        throttle_burst_limit: 5,
      },
      {
        api_key_id: 'k2',
        api_key_name: 'Globex',
        enabled: false,
        created_at: '2023-11-14 22:13:21.500',
        customer_id: 'k2',
        customer: 'Globex',
        usage_plan_id: null,
        usage_plan: null,
        stages: [],
        quota_limit: null,
        quota_period: null,
        quota_offset: null,
        throttle_rate_limit: null,
        throttle_burst_limit: null,
      },
    ]);
    expect(written().headers['content-type']).toBe('application/x-ndjson');
    expect(written().headers['x-amz-meta-sha256']).toMatch(/^[0-9a-f]{64}$/);
    // a server that is not S3 would store the framing of a chunked body as content
    expect(written().headers['content-encoding'] ?? '').not.toContain('aws-chunked');
  });

  it('asks for pages of 500 without values, at most twice a second', async () => {
    aws.plans.push({ plan: { id: 'p2', name: 'Silver' }, keys: [] }, { plan: { id: 'p3', name: 'Bronze' }, keys: [] });
    await runRefresh(aws);

    const requests = aws.requests('GET', /^\/(apikeys|usageplans)/);
    expect(requests.map(({ path, query }) => `${path}?${query}`)).toEqual([
      '/apikeys?includeValues=false&limit=500',
      '/usageplans?limit=500',
      '/usageplans/p1/keys?limit=500',
      '/usageplans/p2/keys?limit=500',
      '/usageplans/p3/keys?limit=500',
    ]);
    // measured where they arrive: a little less than the 500 ms that they are sent apart
    const gaps = requests.slice(1).map(({ at }, index) => at - requests[index].at);
    expect(Math.min(...gaps)).toBeGreaterThan(400);
    expect(requests.at(-1)!.at - requests[0].at).toBeGreaterThan(1_900);
  });

  it('writes only what has changed', async () => {
    const first = await runRefresh(aws);
    aws.keys.reverse();
    const second = await runRefresh(aws);
    aws.keys = aws.keys.slice(1);
    const third = await runRefresh(aws);

    expect([first, second, third].map(({ logged }) => logged[0].changed)).toEqual([true, false, true]);
    expect(aws.requests('PUT', /./)).toHaveLength(2);
  });

  it.each([403, 404])('writes the first directory where S3 answers %i for the missing object', async (status) => {
    aws.missing = status;
    expect((await runRefresh(aws)).ok).toBe(true);
    expect(written().body).not.toBe('');
  });

  it('writes an empty directory where there are no keys', async () => {
    aws.keys = [];
    aws.plans = [];
    expect((await runRefresh(aws)).ok).toBe(true);
    expect(written().body).toBe('');
  });

  it('logs one line of figures', async () => {
    const { logged } = await runRefresh(aws);

    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      level: 'INFO',
      message: 'directory refreshed',
      service: 'api-key-directory',
      function_request_id: 'r',
      keys: 2,
      usagePlans: 1,
      entries: 2,
      requests: 3,
      changed: true,
    });
    expect(logged[0].bytes).toBe(Buffer.byteLength(written().body));
    expect(logged[0].seconds).toBeGreaterThan(0.9);
  });

  it('never shows the value of a key, nor a name in the log', async () => {
    const { output } = await runRefresh(aws, { identity: 'tag:customer' });

    expect(JSON.stringify([...aws.objects])).not.toContain(SECRET);
    expect(output).not.toContain(SECRET);
    expect(output).not.toMatch(/Acme|Globex|Gold/);
    expect(written().body).toContain('"customer_id":"Acme Inc"');
  });

  it('waits when API Gateway throttles', async () => {
    aws.instead.push(tooManyRequests, tooManyRequests, tooManyRequests);
    const { ok, logged } = await runRefresh(aws);

    expect(ok).toBe(true);
    expect(logged[0].entries).toBe(2);
    expect(aws.requests('GET', /^\/apikeys/)).toHaveLength(4);
  });

  it('writes a directory of 10,000 keys on 10 plans each within the memory of the function', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `key${index}`);
    aws.keys = ids.map((id) => ({ id, name: `Customer of ${id}`, enabled: true, createdDate: 1_700_000_000 }));
    aws.plans = Array.from({ length: 10 }, (_, plan) => ({
      plan: { id: `p${plan}`, name: `Plan ${plan}`, apiStages: [{ apiId: `api${plan}`, stage: 'prod' }] },
      keys: ids.map((id) => ({ id, name: `Customer of ${id}`, value: `${SECRET}${id}` })),
    }));
    // pages of 500 would take two minutes at the function's pace
    aws.pageSize = 10_000;
    const { ok, logged, megabytes, output } = await runRefresh(aws);

    expect(ok, output).toBe(true);
    expect(logged[0].entries).toBe(10_000 * 10);
    expect(written().body).not.toContain(SECRET);
    expect(megabytes).toBeLessThan(512);
  });

  describe('fails', () => {
    const DIRECTORY = { body: 'the old directory', headers: {} };

    beforeEach(() => aws.objects.set(OBJECT, DIRECTORY));
    afterEach(() => expect(written()).toBe(DIRECTORY));

    it('with a sentence that says how far it came and what to do, when the time is too short', async () => {
      aws.plans = Array.from({ length: 60 }, (_, plan) => ({ plan: { id: `p${plan}`, name: 'Plan' }, keys: [] }));
      const { ok, output } = await runRefresh(aws, { milliseconds: 12_000 });

      expect(ok).toBe(false);
      expect(output).toMatch(/could not be listed in time: \d+ requests showed 2 keys and the keys of [1-5]?\d of 60 usage plans\. .*Raise directoryRefreshInterval/);
    });

    it('with that sentence also when a request hangs', async () => {
      aws.instead.push(() => { /* never answers */ });
      const { ok, output } = await runRefresh(aws, { milliseconds: 12_000 });

      expect(ok).toBe(false);
      expect(output).toMatch(/could not be listed in time: 1 requests showed 0 keys/);
    });

    it('when API Gateway refuses, with its reason', async () => {
      aws.instead.push((response) => {
        response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end('{"message":"not authorized to perform: apigateway:GET"}');
      });
      const { ok, output } = await runRefresh(aws);

      expect(ok).toBe(false);
      expect(output).toContain('not authorized to perform: apigateway:GET');
    });

    it('without quoting an answer that is no JSON', async () => {
      aws.instead.push((response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(`{"item":[{"id":"k1","value":${SECRET}}]}`);
      });
      const { ok, output } = await runRefresh(aws);

      expect(ok).toBe(false);
      expect(output).toContain('no JSON');
      expect(output).not.toContain('secret');
    });
  });
});
