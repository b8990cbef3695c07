import type { ServerResponse } from 'node:http';
import { listen } from './loopback';
import type { LoopbackServer } from './loopback';

/** What the control plane knows of an account. */
export interface ControlPlane {
  readonly usagePlans: readonly UsagePlan[];
  readonly apiKeys: readonly ApiKey[];
}

/** A usage plan, as API Gateway returns it, and the ids of its keys. */
export interface UsagePlan {
  readonly id: string;
  readonly name: string;
  readonly apiStages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly throttle?: { readonly rateLimit?: number; readonly burstLimit?: number };
  readonly quota?: { readonly limit?: number; readonly offset?: number; readonly period?: string };
  readonly keyIds: readonly string[];
}

/** An API key, as API Gateway returns it. */
export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Seconds since 1970. */
  readonly createdDate: number;
  readonly customerId?: string;
  readonly tags?: Record<string, string>;
}

const DEFAULT_LIMIT = 25;
const HIGHEST_LIMIT = 500;

/**
 * Speaks as much of API Gateway's control plane as the directory uses: usage plans, their keys and all API keys.
 * Like AWS it sends a page of 25 if asked for no other size, and the secret value of each key of a plan.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
 */
export async function startApiGateway(account: ControlPlane): Promise<LoopbackServer> {
  const keys = new Map(account.apiKeys.map((key) => [key.id, key]));

  return listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://apigateway');
    const [, collection, id, sub] = pathname.split('/').map(decodeURIComponent);
    if (request.method !== 'GET') {
      return sendError(response, 405, 'BadRequestException', `The preview's API Gateway has no ${request.method}`);
    }
    if (pathname === '/usageplans') {
      return sendPage(response, searchParams, account.usagePlans.map(({ keyIds, ...plan }) => plan));
    }
    if (pathname === '/apikeys') {
      const withValues = searchParams.get('includeValues') === 'true';
      return sendPage(response, searchParams, account.apiKeys.map(({ value, ...key }) => withValues ? { ...key, value } : key));
    }
    const plan = account.usagePlans.find((candidate) => candidate.id === id);
    if (collection === 'usageplans' && sub === 'keys' && plan) {
      const members = plan.keyIds.flatMap((keyId) => keys.get(keyId) ?? []);
      return sendPage(response, searchParams, members.map(({ name, value, ...key }) => ({ id: key.id, type: 'API_KEY', name, value })));
    }
    return sendError(response, 404, 'NotFoundException', `The preview's API Gateway has no ${pathname}`);
  });
}

function sendPage(response: ServerResponse, parameters: URLSearchParams, items: readonly object[]): void {
  const limit = Number(parameters.get('limit') ?? DEFAULT_LIMIT);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= HIGHEST_LIMIT)) {
    return sendError(response, 400, 'BadRequestException', `limit has to be 1 to ${HIGHEST_LIMIT}`);
  }
  const start = Number(Buffer.from(parameters.get('position') ?? '', 'base64url').toString() || 0);
  const end = start + limit;
  const position = end < items.length ? Buffer.from(String(end)).toString('base64url') : undefined;
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ item: items.slice(start, end), position }));
}

function sendError(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'x-amzn-ErrorType': type }).end(JSON.stringify({ message }));
}
