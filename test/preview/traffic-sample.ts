import type { Endpoint, Stage } from '../../preview/pipeline/stages';
import type { Template } from '../../preview/template';
import { Account } from '../../preview/traffic/account';
import { madeUpTraffic } from '../../preview/traffic/made-up';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A request, read as the datasets read it. */
export interface Sampled {
  readonly time: number;
  readonly status: number;
  readonly latency: number;
  readonly bytes: number;
  readonly endpoint: string;
  readonly key?: string;
  readonly errorType?: string;
  /** The value of a variable. */
  value(name: string): string | undefined;
}

export interface SampleOptions {
  readonly template: Template;
  readonly stages: readonly Stage[];
  readonly now: number;
  readonly requests?: number;
  readonly seed?: number;
}

/** Makes traffic up in memory, without a pipeline. */
export function sample({ template, stages, now, requests = 20_000, seed = 1 }: SampleOptions) {
  const traffic = madeUpTraffic(stages, new Account(template, stages, now), { requests, seed, now });
  const rows = [...traffic.read()].map(({ time, context }): Sampled => ({
    time,
    status: Number(context.status),
    latency: Number(context.responseLatency),
    bytes: Number(context.responseLength),
    endpoint: `${context.httpMethod} ${context.resourcePath}`,
    key: context['identity.apiKeyId'],
    errorType: context['error.responseType'],
    value: (name) => context[name],
  }));
  return { traffic, rows };
}

/** The same stages, with other endpoints. */
export function withEndpoints(stages: readonly Stage[], change: (endpoint: Endpoint) => Endpoint): Stage[] {
  return stages.map((stage) => ({ ...stage, endpoints: stage.endpoints.map(change) }));
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) {
      const group = groups.get(key) ?? [];
      group.push(item);
      groups.set(key, group);
    }
  }
  return groups;
}

export function percentile(values: readonly number[], share: number): number {
  return [...values].sort((one, other) => one - other)[Math.floor(share * (values.length - 1))];
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
