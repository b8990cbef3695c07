import { Duration } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { FORWARDERS } from './forwarding-app';
import type { Manner } from './forwarding-front';
import { linesOf, reply } from './forwarding-front';
import type { ForwardingRun } from './forwarding-run';
import { runForwarding } from './forwarding-run';
import { temporaryDirectory } from './temporary';

const MINUTE = 60_000;
const directory = temporaryDirectory();

/** Where each layout has the id that the client sees; the traffic has no two alike. */
const ID: Record<string, string> = { openobserve: 'requestid', moesif: 'requestId', http: 'request_id', apiable: 'request_id' };

/** The `extended_request_id`s of lines, by the request ids that the layouts have. */
function idsOf({ contexts }: ForwardingRun, forwarder: string, lines: readonly string[]): string[] {
  const extended = new Map(contexts.map(({ requestId, extendedRequestId }) => [requestId, extendedRequestId!]));
  return lines.map((line) => extended.get((JSON.parse(line) as Record<string, string>)[ID[forwarder]])!).sort();
}

function allIds({ contexts }: ForwardingRun): string[] {
  return contexts.map(({ extendedRequestId }) => extendedRequestId!).sort();
}

function allIdsOf({ contexts }: ForwardingRun, isMeant: (requestId: string) => boolean): string[] {
  return contexts.filter(({ requestId }) => isMeant(requestId!)).map(({ extendedRequestId }) => extendedRequestId!).sort();
}

const unique = (ids: readonly string[]) => [...new Set(ids)].sort();

const takenIds = (run: ForwardingRun, name: string) => idsOf(run, name, name === 'apiable' ? run.written('apiable/') : run.taken(name));
const parkedIds = (run: ForwardingRun, name: string) => idsOf(run, name, run.errors(name).flatMap(({ content }) => content));

/** The main way has each record once, whatever becomes of forwarders. */
function expectMainWay(run: ForwardingRun): void {
  expect([...run.delivered].sort()).toEqual(allIds(run));
  expect(run.keys.filter((key) => key.startsWith('errors/') && !key.startsWith('errors/forwarders/'))).toEqual([]);
  expect(run.failures).toEqual([]);
}

test('each receiver gets each record once, in its own layout', async () => {
  const run = await runForwarding({ directory: directory.path(), requests: 300, within: 6 * MINUTE, withOthers: true });
  expectMainWay(run);
  expect(run.warnings).toEqual([]);
  expect(run.counts).toEqual(Object.fromEntries([...FORWARDERS, 'east', 'west', 'archive'].map((name) => [name, { received: 300, parked: 0, dropped: 0 }])));
  for (const name of FORWARDERS) {
    expect(takenIds(run, name)).toEqual(allIds(run));
  }
  expect(Object.values(run.knocks).map(({ length }) => length).every((length) => length >= 4)).toBe(true);
  expect(run.keys.filter((key) => key.startsWith('errors/'))).toEqual([]);

  const contexts = new Map(run.contexts.map((context) => [context.requestId, context]));
  const each = (name: string, check: (record: Record<string, unknown>, context: Record<string, string | undefined>, line: string) => void) => {
    const lines = name === 'apiable' ? run.written('apiable/aws/logs/') : run.taken(name);
    lines.forEach((line) => {
      const record = JSON.parse(line) as Record<string, unknown>;
      check(record, contexts.get(record[ID[name]] as string)!, line);
    });
  };
  each('openobserve', (record, context, line) => {
    expect(line.startsWith('{\t"')).toBe(true);
    expect(record).toMatchObject({
      _timestamp: Number(context.requestTimeEpoch) * 1_000, status: Number(context.status), httpmethod: context.httpMethod, protocol: 'HTTP/1.1',
    });
    expect(Object.values(record)).not.toContain('-');
    expect(Object.values(record)).not.toContain(null);
    expect(record.resourcepath).toBe(context.resourcePath);
    expect(typeof record.responselength).toBe('number');
  });
  each('moesif', (record, context) => {
    expect(Object.keys(record).sort()).toEqual([
      'apiId', 'requestId', 'requestTime', 'protocol', 'httpMethod', 'resourcePath', 'requestHostHeader', 'requestUserAgentHeader', 'ip', 'status',
      'responseLength', 'durationMs', 'caller', 'user', 'principalId', 'cognitoIdentityId', 'userArn', 'apiKey', 'companyId', 'metadata',
    ].sort());
    const { requestTime, status, responseLatency: durationMs } = context;
    expect(record).toMatchObject({ requestTime, status, durationMs, ip: context['identity.sourceIp'] });
    expect(record.apiKey).toBe(context['identity.apiKeyId'] ?? '-');
    expect(record.resourcePath).toBe(context.resourcePath ?? '-');
  });
  each('http', (record, context) => {
    expect(record).toMatchObject({
      extended_request_id: context.extendedRequestId,
      request_time: new Date(Number(context.requestTimeEpoch)).toISOString(),
      status: Number(context.status),
    });
  });
  each('apiable', (record, context) => {
    expect(Object.keys(record).sort()).toEqual([
      'api_id', 'ip', 'key_id', 'method', 'plan_id', 'request_id', 'request_latency', 'request_time', 'resource_id', 'response_size', 'response_status',
      'stage', 'subscription_id', 'uri',
    ]);
    expect(record).toMatchObject({ request_time: context.requestTimeEpoch, response_status: context.status, plan_id: '-', subscription_id: '-' });
  });
  expect(run.written('apiable/').length).toBe(300);
  // the archive is another bucket
  expect(run.keys.filter((key) => key.startsWith('usage/'))).toEqual([]);
  expect(run.keys.filter((key) => key.startsWith('apiable/')).every((key) => /^apiable\/aws\/logs\/2026\/03\/10\/11\/[\w-]+$/.test(key))).toBe(true);
});

/** Does one thing with the first requests, and lets the others through. */
function first(number: number, manner: Manner): Manner {
  return async (knock, response, handOn) => {
    if (knock.number < number) {
      return manner(knock, response, handOn);
    }
    const { status, body } = await handOn();
    return reply(response, status, body);
  };
}

const idIn = (headers: Record<string, unknown>) => String(headers['x-amz-firehose-request-id']);
const answer = (headers: Record<string, unknown>, changes = {}) => JSON.stringify({ requestId: idIn(headers), timestamp: Date.now(), ...changes });

const ERROR_500: Manner = ({ headers }, response) => reply(response, 500, answer(headers, { errorMessage: 'not today' }));
const HANG: Manner = () => 'never';
const CUT: Manner = (_, response) => void response.destroy();
const CUT_ANSWER: Manner = ({ headers }, response) => {
  const body = answer(headers);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).write(body.slice(0, 10), () => response.destroy());
};
const WRONG_ID: Manner = (_, response) => reply(response, 200, JSON.stringify({ requestId: 'another', timestamp: Date.now() }));
const NO_JSON: Manner = (_, response) => reply(response, 200, 'OK');
const ACCEPTED: Manner = ({ headers }, response) => reply(response, 202, answer(headers));
const TEXT_TIME: Manner = ({ headers }, response) => reply(response, 200, answer(headers, { timestamp: String(Date.now()) }));
const FORBIDDEN: Manner = ({ headers }, response) => reply(response, 403, answer(headers, { errorMessage: 'Forbidden' }));
const REDIRECT: Manner = (_, response) => void response.writeHead(307, { Location: '/openobserve/elsewhere' }).end();

describe('a receiver that fails for a while gets all in the end, once', () => {
  test.each<[string, Record<string, Manner>]>([
    ['500, hanging, a cut connection', { openobserve: ERROR_500, moesif: HANG, http: CUT }],
    ['another request id, no JSON, 202', { openobserve: WRONG_ID, moesif: NO_JSON, http: ACCEPTED }],
    ['a text as timestamp, 403, a cut answer', { openobserve: TEXT_TIME, moesif: FORBIDDEN, http: CUT_ANSWER }],
  ])('%s', async (_, manners) => {
    const receivers = Object.fromEntries(Object.entries(manners).map(([name, manner]) => [name, first(3, manner)]));
    const run = await runForwarding({ directory: directory.path(), requests: 200, within: 3 * MINUTE, receivers });
    expectMainWay(run);
    expect(run.warnings).toEqual([]);
    for (const name of FORWARDERS) {
      expect(takenIds(run, name)).toEqual(allIds(run));
      expect(run.counts[name]).toEqual({ received: 200, parked: 0, dropped: 0 });
    }
    for (const name of Object.keys(manners)) {
      const ids = run.knocks[name].map(({ headers }) => idIn(headers));
      // three failures and the success are one request
      expect([new Set(ids.slice(0, 4)).size, new Set(ids).size]).toEqual([1, ids.length - 3]);
      const [one, two, three, ...others] = run.pauses[name];
      expect([others, one >= 850 && one <= 1_150, two >= 1_700 && two <= 2_300, three >= 3_400 && three <= 4_600]).toEqual([[], true, true, true]);
    }
  });
});

describe('what a receiver never takes lies in the backup, and nothing else is missing', () => {
  test.each<[string, Record<string, [Manner, string]>]>([
    ['500, hanging, a cut connection', {
      openobserve: [ERROR_500, 'HttpEndpoint.DestinationException'],
      moesif: [HANG, 'HttpEndpoint.RequestTimeout'],
      http: [CUT, 'HttpEndpoint.ConnectionReset'],
    }],
    ['another request id, no JSON, 202', {
      openobserve: [WRONG_ID, 'HttpEndpoint.InvalidResponseFromDestination'],
      moesif: [NO_JSON, 'HttpEndpoint.InvalidResponseFromDestination'],
      http: [ACCEPTED, 'HttpEndpoint.DestinationException'],
    }],
    ['a redirect, 403, a cut answer', {
      openobserve: [REDIRECT, 'HttpEndpoint.InvalidResponseFromDestination'],
      moesif: [FORBIDDEN, 'HttpEndpoint.DestinationException'],
      http: [CUT_ANSWER, 'HttpEndpoint.ConnectionReset'],
    }],
  ])('%s', async (_, manners) => {
    const receivers = Object.fromEntries(Object.entries(manners).map(([name, [manner]]) => [name, manner]));
    const run = await runForwarding({
      directory: directory.path(),
      requests: 200,
      within: 3 * MINUTE,
      receivers,
      retryDuration: { http: Duration.seconds(0), moesif: Duration.minutes(5) },
    });
    expectMainWay(run);
    expect(takenIds(run, 'apiable')).toEqual(allIds(run));
    for (const [name, [, errorCode]] of Object.entries(manners)) {
      expect(run.taken(name)).toEqual([]);
      expect(parkedIds(run, name)).toEqual(allIds(run));
      expect(run.counts[name]).toEqual({ received: 0, parked: 200, dropped: 0 });
      const errors = run.errors(name);
      expect(unique(errors.map((error) => String(error.errorCode)))).toEqual([errorCode]);
      expect(errors.every(({ key }) => key.startsWith(`errors/forwarders/${name}/http-endpoint-failed/2026/03/10/`))).toBe(true);
      expectRetries(run, name, { openobserve: 7_200, moesif: 300, http: 0 }[name]!);
    }
  });
});

/** Attempts with growing pauses, as long as there is time left. */
function expectRetries(run: ForwardingRun, name: string, retrySeconds: number): void {
  const batches = new Map<string, number>();
  run.knocks[name].forEach(({ headers }) => batches.set(idIn(headers), (batches.get(idIn(headers)) ?? 0) + 1));
  expect(batches.size).toBeGreaterThanOrEqual(2);
  let from = 0;
  for (const attempts of batches.values()) {
    const pauses = run.pauses[name].slice(from, from += attempts - 1);
    const sum = pauses.reduce((total, pause) => total + pause, 0);
    expect(sum).toBeGreaterThanOrEqual(retrySeconds * 1_000);
    expect(sum - (pauses.at(-1) ?? 0)).toBeLessThanOrEqual(retrySeconds * 1_000);
    expect(pauses.every((pause, index) => pause <= 120_000 && pause >= Math.min(120_000, 850 * 2 ** index))).toBe(true);
  }
  expect(from).toBe(run.pauses[name].length);
  expect(unique(run.errors(name).map(({ attemptsMade }) => String(attemptsMade)))).toEqual(unique([...batches.values()].map(String)));
}

test('what a receiver has taken without saying so comes again, and lies in the backup as well', async () => {
  const takes: Manner = async (_, response, handOn) => {
    await handOn();
    reply(response, 500, '');
  };
  const loses: Manner = async (_, response, handOn) => {
    await handOn();
    response.destroy();
  };
  const run = await runForwarding({
    directory: directory.path(),
    requests: 200,
    within: 3 * MINUTE,
    receivers: { openobserve: takes, moesif: first(2, loses) },
    retryDuration: { openobserve: Duration.seconds(10) },
  });
  expectMainWay(run);
  expect(unique(takenIds(run, 'openobserve'))).toEqual(allIds(run));
  expect(parkedIds(run, 'openobserve')).toEqual(allIds(run));
  expect(run.counts.openobserve.received).toBeGreaterThanOrEqual(4 * 200);
  expect(unique(takenIds(run, 'moesif'))).toEqual(allIds(run));
  expect(run.counts.moesif.parked).toBe(0);
  expect(run.counts.moesif.received).toBeGreaterThan(200);
  expect(takenIds(run, 'http')).toEqual(allIds(run));
});

test('413 drops a batch for good, as the specification says, and exactly that batch is missing', async () => {
  const tooLarge: Manner = ({ headers }, response) => reply(response, 413, answer(headers, { errorMessage: 'too large' }));
  const receivers = { moesif: first(1, tooLarge), http: tooLarge };
  const run = await runForwarding({ directory: directory.path(), requests: 200, within: 3 * MINUTE, receivers });
  expectMainWay(run);
  const dropped = idsOf(run, 'moesif', linesOf(run.knocks.moesif[0]));
  expect(dropped.length).toBeGreaterThan(20);
  expect([...takenIds(run, 'moesif'), ...dropped].sort()).toEqual(allIds(run));
  expect(run.counts.moesif).toEqual({ received: 200 - dropped.length, parked: 0, dropped: dropped.length });
  expect(run.pauses.moesif).toEqual([]);
  expect(run.counts.http).toEqual({ received: 0, parked: 0, dropped: 200 });
  expect(run.keys.filter((key) => key.startsWith('errors/'))).toEqual([]);
  expect(takenIds(run, 'openobserve')).toEqual(allIds(run));
});

/** Treats the calls of each forwarder's stream in its own way. */
function byStream(manners: Record<string, Manner>): Manner {
  const counts: Record<string, number> = {};
  return async (knock, response, handOn) => {
    const { DeliveryStreamName: stream } = JSON.parse(knock.body.toString()) as { DeliveryStreamName: string };
    const name = Object.keys(manners).find((candidate) => stream.includes(`Forwarder${candidate}`))!;
    const number = counts[name] = (counts[name] ?? -1) + 1;
    return manners[name]({ ...knock, number }, response, handOn);
  };
}

const refuse = (status: number, type: string): Manner => (_, response) => (
  reply(response, status, JSON.stringify({ __type: type, message: type }), 'application/x-amz-json-1.1')
);

/** Takes some records of a call, and says of some that it did. */
function takeSome(isTaken: (line: string) => boolean, isSaid = isTaken): Manner {
  return async ({ body }, response, handOn) => {
    const { DeliveryStreamName, Records } = JSON.parse(body.toString()) as { DeliveryStreamName: string; Records: { Data: string }[] };
    const line = ({ Data }: { Data: string }) => Buffer.from(Data, 'base64').toString();
    const taken = Records.filter((record) => isTaken(line(record)));
    if (taken.length > 0) {
      await handOn(Buffer.from(JSON.stringify({ DeliveryStreamName, Records: taken })));
    }
    const said = Records.map((record) => isSaid(line(record)));
    reply(response, 200, JSON.stringify({
      FailedPutCount: said.filter((isOk) => !isOk).length,
      RequestResponses: said.map((isOk) => isOk ? { RecordId: '1' } : { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }),
    }), 'application/x-amz-json-1.1');
  };
}

const idOfLine = (line: string) => (JSON.parse(line) as { requestId: string }).requestId;
const isUnlucky = (line: string) => '0123'.includes(idOfLine(line).at(-1)!);

describe('what a delivery stream does not take is parked: delivered and parked are all, for each forwarder', { timeout: 120_000 }, () => {
  const expectParked = (run: ForwardingRun, name: string, errorCodes: string[]) => {
    const errors = run.errors(name);
    expect(unique(errors.map(({ errorCode }) => String(errorCode)))).toEqual(errorCodes);
    expect(errors.every(({ key }) => new RegExp(`^errors/forwarders/${name}/handover-failed/\\d{4}/\\d\\d/\\d\\d/[\\da-f-]{36}\\.ndjson$`).test(key))).toBe(true);
    expect(errors.map(({ lines }) => lines)).toEqual(errors.map(({ content }) => content.length));
    expect(errors.every(({ attemptsMade }) => Number(attemptsMade) >= 1)).toBe(true);
  };

  test('partial failures, throttling, a hanging stream, and one that is away for a moment', async () => {
    const run = await runForwarding({
      directory: directory.path(),
      requests: 200,
      within: 40_000,
      firehose: byStream({
        moesif: takeSome((line) => !isUnlucky(line)),
        openobserve: refuse(400, 'ThrottlingException'),
        http: HANG,
        apiable: first(3, refuse(503, 'ServiceUnavailableException')),
      }),
    });
    expectMainWay(run);
    const unlucky = allIdsOf(run, (requestId) => isUnlucky(JSON.stringify({ requestId })));
    expect(unlucky.length).toBeGreaterThan(20);
    expect(parkedIds(run, 'moesif')).toEqual(unlucky);
    expect(takenIds(run, 'moesif')).toEqual(allIds(run).filter((id) => !unlucky.includes(id)));
    expect(run.counts.moesif).toEqual({ received: 200 - unlucky.length, parked: unlucky.length, dropped: 0 });
    expectParked(run, 'moesif', ['ServiceUnavailableException']);

    for (const name of ['openobserve', 'http']) {
      expect(parkedIds(run, name)).toEqual(allIds(run));
      expect(run.counts[name]).toEqual({ received: 0, parked: 200, dropped: 0 });
    }
    expectParked(run, 'openobserve', ['ThrottlingException']);
    expect(run.errors('http').every(({ key }) => key.includes('/handover-failed/'))).toBe(true);

    expect(takenIds(run, 'apiable')).toEqual(allIds(run));
    expect(run.errors('apiable')).toEqual([]);
    expect(run.warnings).toEqual([]);
  });

  test('records that are taken and reported as failed, a cut answer, and no permission', async () => {
    const takesAll: Manner = async (_, response, handOn) => {
      await handOn();
      response.destroy();
    };
    const run = await runForwarding({
      directory: directory.path(),
      requests: 200,
      within: 40_000,
      firehose: byStream({
        moesif: takeSome(() => true, (line) => !isUnlucky(line)),
        openobserve: refuse(400, 'AccessDeniedException'),
        http: first(2, takesAll),
        apiable: takesAll,
      }),
    });
    expectMainWay(run);
    expect(unique(takenIds(run, 'moesif'))).toEqual(allIds(run));
    expect(parkedIds(run, 'moesif')).toEqual(allIdsOf(run, (requestId) => isUnlucky(JSON.stringify({ requestId }))));

    expect(parkedIds(run, 'openobserve')).toEqual(allIds(run));
    expectParked(run, 'openobserve', ['AccessDeniedException']);
    expect(unique(run.errors('openobserve').map(({ attemptsMade }) => String(attemptsMade)))).toEqual(['1']);

    expect(unique(takenIds(run, 'http'))).toEqual(allIds(run));
    expect(run.errors('http')).toEqual([]);
    expect(unique(takenIds(run, 'apiable'))).toEqual(allIds(run));
    expect(parkedIds(run, 'apiable')).toEqual(allIds(run));
  });
});
