import { Random } from './random';
import type { Request } from './traffic';

/** A request, and when its record arrives at the delivery stream. */
export interface Arrival {
  readonly request: Request;
  readonly arrival: number;
}

/** API Gateway logs a request when it is answered, and puts the record a moment later: in seconds. */
const SHORTEST_DELAY = 0.5;
const LONGEST_DELAY = 5;

/** Lets records arrive a few seconds after their requests, in the order of the requests. */
export function* arrivals(requests: Iterable<Request>): Generator<Arrival> {
  const random = new Random(1);
  let last = 0;
  for (const request of requests) {
    const latency = Number(request.context.responseLatency ?? 0) || 0;
    const delay = 1000 * (SHORTEST_DELAY + random.next() * (LONGEST_DELAY - SHORTEST_DELAY));
    last = Math.max(last, Math.floor(request.time + Math.min(latency, 29_000) + delay));
    yield { request, arrival: last };
  }
}
