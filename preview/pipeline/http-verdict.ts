import type { HttpResponse } from './http-post';

/** What an answer means to Firehose. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** Neither tried again nor kept. */
  | { readonly kind: 'dropped' }
  | FailedAttempt;

export interface FailedAttempt {
  readonly kind: 'failed';
  readonly errorCode: string;
  readonly errorMessage: string;
}

const LONGEST_MESSAGE = 8192;

/**
 * Reads an answer by the specification: 200 alone is a success, 413 alone is for good, and an answer that breaks a rule counts as
 * 500, whatever its status is.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html#responseformat
 */
export function verdictOn(response: HttpResponse, requestId: string): Verdict {
  const broken = brokenRule(response, requestId);
  if (broken !== undefined) {
    return { kind: 'failed', errorCode: 'HttpEndpoint.InvalidResponseFromDestination', errorMessage: `The response is invalid: ${broken}` };
  }
  switch (response.status) {
    case 200:
      return { kind: 'delivered' };
    case 413:
      return { kind: 'dropped' };
    default:
      return {
        kind: 'failed',
        errorCode: 'HttpEndpoint.DestinationException',
        errorMessage: `Received the following response from the endpoint destination. ${response.status}: ${response.body.toString()}`,
      };
  }
}

function brokenRule({ status, headers, body }: HttpResponse, requestId: string): string | undefined {
  if (!['2', '4', '5'].includes(String(status)[0])) {
    return `its status is ${status}, and none of 2xx, 4xx or 5xx`;
  }
  if (headers['content-type']?.split(';')[0].trim().toLowerCase() !== 'application/json') {
    return `its Content-Type is '${headers['content-type'] ?? ''}', and not application/json`;
  }
  if (headers['content-encoding'] !== undefined) {
    return `it has a Content-Encoding, '${headers['content-encoding']}'`;
  }
  if (body.length > 0 && headers['content-length'] === undefined) {
    return 'it has no Content-Length';
  }
  return brokenRuleOfBody(body, requestId);
}

function brokenRuleOfBody(body: Buffer, requestId: string): string | undefined {
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    return 'its body is no JSON';
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return 'its body is no JSON object';
  }
  if (answer.requestId !== requestId) {
    return `its requestId is ${JSON.stringify(answer.requestId)}, and the request's is "${requestId}"`;
  }
  if (!Number.isInteger(answer.timestamp)) {
    return `its timestamp is ${JSON.stringify(answer.timestamp)}, and no whole number`;
  }
  const { errorMessage = '' } = answer;
  return typeof errorMessage === 'string' && errorMessage.length <= LONGEST_MESSAGE
    ? undefined : `its errorMessage is no text of at most ${LONGEST_MESSAGE} characters`;
}
