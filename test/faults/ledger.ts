import type { BenchRequest } from './requests';

/** Requests of one caller on one plan. */
export interface Usage {
  readonly usage_plan: string;
  readonly customer_id: string;
  readonly customer: string;
  requests: number;
  billable_requests: number;
}

/** All that has gone in, to be found again in what has come out. */
export class Ledger {
  public readonly requests = new Map<string, BenchRequest>();
  public readonly garbage = new Set<string>();
  private readonly byLine = new Map<string, string>();

  public add(request: BenchRequest): void {
    this.requests.set(request.id, request);
    this.byLine.set(request.line, request.id);
  }

  public addGarbage(line: string): void {
    this.garbage.add(line);
  }

  /** The id of the request that a failed record holds, nothing for garbage. Fails for what never went in. */
  public find(data: Buffer, key: string): string | undefined {
    const text = data.toString();
    // each replay leaves a tab behind the line
    const line = text.replace(/\t+(?=\n?$)/, '');
    const original = this.byLine.get(line) ?? this.byLine.get(text);
    if (original !== undefined) {
      if (key.includes('format-conversion-failed')) {
        throw new Error(`'${key}' holds the original of ${original}, and is to hold what it was transformed to`);
      }
      return original;
    }
    if (this.garbage.has(line)) {
      return undefined;
    }
    return this.transformed(line, key);
  }

  /** What the saved query is to answer for a month. */
  public usage(start: number, end: number): Usage[] {
    const usages = new Map<string, Usage>();
    for (const { time, caller: { plan, customerId, customer }, billable } of this.requests.values()) {
      if (time >= start && time < end) {
        const key = `${plan} ${customerId}`;
        const usage = usages.get(key) ?? { usage_plan: plan, customer_id: customerId, customer, requests: 0, billable_requests: 0 };
        usage.requests++;
        usage.billable_requests += Number(billable);
        usages.set(key, usage);
      }
    }
    return [...usages.values()];
  }

  private transformed(line: string, key: string): string {
    const record = parsed(line);
    const request = this.requests.get(String(record?.extended_request_id));
    const time = request && new Date(request.time).toISOString().replace('T', ' ').replace('Z', '');
    if (!record || !request || record.request_time !== time || record.api_key_id !== (request.caller.apiKeyId ?? null)) {
      throw new Error(`'${key}' holds a record that never went in: ${line.slice(0, 300)}`);
    }
    return request.id;
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
