import { Incident } from './incident';
import type { Random } from './random';
import type { Endpoint } from '../pipeline/stages';

const DAY = 86_400_000;
/** Milliseconds that half of the answers take at most, by the endpoints in the order of the template. */
const MEDIANS = [36, 94, 21, 168, 58, 260];
const DEFAULT_MEDIAN = 48;
/** A link of so many bytes a millisecond. */
const BYTES_PER_MILLISECOND = 4_000;
/** What API Gateway waits for an integration. */
export const LONGEST_LATENCY = 29_000;

/** What is behind the API: each endpoint has its own speed, no day is like another, and once there was an incident. */
export class Backend {
  private readonly medians: Map<Endpoint, number>;
  private readonly days: readonly number[];
  private readonly incident: Incident;

  constructor(endpoints: readonly Endpoint[], private readonly start: number, now: number, random: Random) {
    this.medians = new Map(endpoints.map((endpoint, index) => [endpoint, MEDIANS[index % MEDIANS.length]]));
    this.days = Array.from({ length: Math.ceil((now - start) / DAY) + 1 }, () => random.logNormal(1, 0.09));
    this.incident = new Incident(endpoints[0], now);
  }

  public hasTrouble(endpoint: Endpoint, time: number): boolean {
    return this.incident.strikes(endpoint, time);
  }

  /** Milliseconds that an answer takes. */
  public latency(endpoint: Endpoint, time: number, bytes: number, random: Random): number {
    const usual = (this.medians.get(endpoint) ?? DEFAULT_MEDIAN) * this.days[Math.floor((time - this.start) / DAY)];
    // a function behind is cold now and then
    const cold = random.next() < 0.01 ? 400 + random.below(900) : 0;
    const latency = random.logNormal(usual, 0.6) * (this.hasTrouble(endpoint, time) ? 45 : 1) + cold + bytes / BYTES_PER_MILLISECOND;
    return Math.min(LONGEST_LATENCY - 1, Math.round(latency));
  }
}
