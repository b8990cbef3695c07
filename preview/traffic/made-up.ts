import type { Account } from './account';
import type { Caller } from './customers';
import { madeUpCallers } from './customers';
import { Random } from './random';
import { ending } from './responses';
import { Rhythm } from './rhythm';
import { clfTime } from './time';
import type { Request, Traffic } from './traffic';
import type { Endpoint, Stage } from '../pipeline/stages';

const DAY = 86_400_000;
/** Days that are shown before the month of the dashboard's figures. */
const HISTORY_DAYS = 14;

/** What a scanner looks for. */
const PROBED = ['/.env', '/wp-login.php', '/admin', '/actuator/health', '/favicon.ico', '/robots.txt', '/.git/config', '/graphql'];

const FALLBACK: Endpoint = { resourceId: 'a1b2c3', resourcePath: '/{proxy+}', httpMethod: 'ANY', apiKeyRequired: true };
const PRODUCT_IDS = 2_000;

export interface MadeUpOptions {
  readonly requests: number;
  readonly seed: number;
  /** When the traffic ends, milliseconds since 1970. */
  readonly now: number;
}

/** Traffic that looks real, on the stages of the template: of the month to date and some days before. */
export function madeUpTraffic(stages: readonly Stage[], account: Account, { requests, seed, now }: MadeUpOptions): Traffic {
  const random = new Random(seed);
  const callers = madeUpCallers(account, random, now);
  const today = new Date(now);
  const start = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1) - HISTORY_DAYS * DAY;
  const rhythms = callers.map((caller) => new Rhythm(caller, start, now, random));

  const weights = callers.map((caller, index) => [index, caller.weight] as const);
  const calls = Array.from({ length: requests }, () => {
    const caller = random.weighted(weights);
    return { caller, time: rhythms[caller].time(random) };
  }).sort((one, other) => one.time - other.time);

  return {
    requests,
    skippedLines: 0,
    account: account.controlPlane(),
    notes: [`The traffic is made up (seed ${seed}), and so are most customers.`],
    * read() {
      for (const { caller, time } of calls) {
        yield request(callers[caller], time, random.pick(stages), account, random);
      }
    },
  };
}

function request(caller: Caller, time: number, stage: Stage, account: Account, random: Random): Request {
  const endpoint = favourite(stage.endpoints, caller, random);
  const method = endpoint.httpMethod === 'ANY' ? random.weighted([['GET', 7], ['POST', 2], ['PUT', 1]] as const) : endpoint.httpMethod;
  const known = caller.kind !== 'scanner';
  const onPlan = !endpoint.apiKeyRequired || caller.keyId === undefined || account.planOf(caller.keyId) !== undefined;
  const { status, latency, bytes, context } = ending(caller, method, onPlan, random);
  const domain = `${stage.apiId}.execute-api.us-east-1.amazonaws.com`;
  const path = known ? endpoint.resourcePath.replace(/\{[^}]*\}/g, () => String(1 + random.below(PRODUCT_IDS))) : random.pick(PROBED);
  return {
    time,
    stage: `${stage.apiId}/${stage.stage}`,
    context: {
      'accountId': '123456789012',
      'apiId': stage.apiId,
      'stage': stage.stage,
      'requestId': random.uuid(),
      'extendedRequestId': `${random.id(14)}=`,
      'requestTimeEpoch': String(time),
      'requestTime': clfTime(time),
      'resourceId': known ? endpoint.resourceId : undefined,
      'resourcePath': known ? endpoint.resourcePath : undefined,
      'httpMethod': method,
      'path': `/${stage.stage}${path}`,
      'protocol': 'HTTP/1.1',
      'domainName': domain,
      'domainPrefix': stage.apiId,
      'status': String(status),
      'responseLength': String(bytes),
      'responseLatency': String(latency),
      'identity.apiKeyId': endpoint.apiKeyRequired ? caller.keyId : undefined,
      'identity.sourceIp': random.pick(caller.addresses),
      'identity.userAgent': random.weighted(caller.userAgents),
      ...context,
    },
  };
}

/** Each caller uses some endpoints much more than others; reading is more common than writing. */
function favourite(endpoints: readonly Endpoint[], { taste }: Caller, random: Random): Endpoint {
  const callable = endpoints.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
  if (callable.length === 0) {
    return FALLBACK;
  }
  return random.weighted(callable.map((endpoint, index) => {
    const reads = endpoint.httpMethod === 'GET' ? 3 : 1;
    return [endpoint, reads * (1 + (taste * (index + 3)) % 7)] as const;
  }));
}
