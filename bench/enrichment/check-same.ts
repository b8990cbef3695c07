import type { FirehoseTransformationResult } from 'aws-lambda';

/** Fails unless both deliver the same requests for the same customers: what does less work would be no measure. */
export function checkSame(ours: readonly string[], others: readonly string[]): void {
  const [one, other] = [ours, others].map((responses) => responses.flatMap(requestsOf));
  const differing = one.findIndex((request, index) => request !== other[index]);
  if (one.length !== other.length || differing >= 0) {
    throw new Error(`The responses differ at record ${differing}: ${one[differing]} and ${other[differing]}`);
  }
}

function requestsOf(response: string): string[] {
  return (JSON.parse(response) as FirehoseTransformationResult).records.map(({ result, data }) => {
    const request = result === 'Ok' ? JSON.parse(Buffer.from(data!, 'base64').toString()) as Record<string, unknown> : {};
    return [result, request.extended_request_id, request.customer, request.usage_plan, request.path].join(' ');
  });
}
