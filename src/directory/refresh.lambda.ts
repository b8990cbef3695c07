import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { APIGatewayClient, GetApiKeysCommand, GetUsagePlanKeysCommand, GetUsagePlansCommand } from '@aws-sdk/client-api-gateway';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { CustomerRule } from './customer-rule';
import { directoryEntries, renderDirectory } from './entries';
import { BUCKET_NAME, CUSTOMER_IDENTITY } from './environment';
import type { ControlPlane, Progress } from './listing';
import { Listing } from './listing';
import { Pacer } from './pacer';
import { API_KEYS_OBJECT } from '../record/layout';

/** Two requests a second of the ten that the account's management calls share. */
const REQUEST_INTERVAL = 500;

/** Kept back from the function's time for the directory to be written and the log line to get out, in milliseconds. */
const TIME_TO_WRITE = 10_000;

const logger = new Logger({ serviceName: 'api-key-directory' });
const apiGateway = new APIGatewayClient({ retryMode: 'adaptive', maxAttempts: 10 });
const s3 = new S3Client({
  // at an endpoint of one's own the bucket is no part of the host's name; AWS itself prefers that it is
  forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3),
});
const location = { Bucket: process.env[BUCKET_NAME], Key: API_KEYS_OBJECT };

/** Lists API keys and usage plans, and writes the directory if it has changed. When it fails, the old directory stays. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  const started = Date.now();
  const rule = CustomerRule.parse(process.env[CUSTOMER_IDENTITY]!);
  const { inventory, requests } = await listInTime(context.getRemainingTimeInMillis() - TIME_TO_WRITE);
  const entries = directoryEntries(inventory, rule);
  const body = Buffer.from(renderDirectory(entries));
  const changed = await writeIfChanged(body);
  logger.addContext(context);
  logger.info('directory refreshed', {
    keys: new Set(entries.map(({ api_key_id }) => api_key_id)).size,
    usagePlans: inventory.plans.length,
    entries: entries.length,
    bytes: body.length,
    requests,
    changed,
    seconds: (Date.now() - started) / 1000,
  });
}

/** A request can hang in its retries for longer than the function lives, so the listing races the clock. */
async function listInTime(milliseconds: number) {
  const abort = new AbortController();
  const listing = new Listing(controlPlane(abort.signal), new Pacer(REQUEST_INTERVAL));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(lateness(listing.progress))), milliseconds);
  });
  try {
    return { inventory: await Promise.race([listing.run(), late]), requests: listing.progress.requests };
  } finally {
    clearTimeout(timer);
    // what is still under way must not go on in the function's next run
    abort.abort();
  }
}

function lateness({ requests, keys, plans, plansDone }: Progress): string {
  return `The API keys could not be listed in time: ${requests} requests showed ${keys} keys and the keys of ${plansDone} of ${plans} usage plans. `
    + 'The directory stays as it was. Raise directoryRefreshInterval: the function has a minute less than that, and at most 15 minutes.';
}

function controlPlane(abortSignal: AbortSignal): ControlPlane {
  return {
    getApiKeys: (request) => readable(apiGateway.send(new GetApiKeysCommand(request), { abortSignal })),
    getUsagePlans: (request) => readable(apiGateway.send(new GetUsagePlansCommand(request), { abortSignal })),
    getUsagePlanKeys: (request) => readable(apiGateway.send(new GetUsagePlanKeysCommand(request), { abortSignal })),
  };
}

/** The message of a SyntaxError quotes the text, and the text of this answer holds the keys' values: it must not reach the log. */
async function readable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof SyntaxError ? new Error('API Gateway sent an answer that is no JSON; the directory stays as it was') : error;
  }
}

/** Returns whether the directory was written. An unchanged one is left alone, so that its readers need not read it again. */
async function writeIfChanged(body: Buffer): Promise<boolean> {
  const sha256 = createHash('sha256').update(body).digest('hex');
  if (await writtenHash() === sha256) {
    return false;
  }
  await s3.send(new PutObjectCommand({ ...location, Body: body, ContentType: 'application/x-ndjson', Metadata: { sha256 } }));
  return true;
}

/** Hash of the directory that is there, if there is one. */
async function writtenHash(): Promise<string | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand(location))).Metadata?.sha256;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    // who may not list the bucket gets 403 for a missing object; if it is a real 403, writing fails as well
    if (status === 404 || status === 403) {
      return undefined;
    }
    throw error;
  }
}
