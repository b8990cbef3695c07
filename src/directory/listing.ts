import type { ApiKey, UsagePlan, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import type { Pacer } from './pacer';
import { plainText } from './plain-text';

/** The most that API Gateway returns at once; its default is 25. */
const PAGE_SIZE = 500;

/** Which page to return; the first one where there is no position. */
export interface PageRequest {
  readonly limit: number;
  readonly position?: string;
}

/** One page of a list; the last one has no position. */
export interface Page<T> {
  readonly items?: T[];
  readonly position?: string;
}

/** What the listing needs of API Gateway's control plane. */
export interface ControlPlane {
  getApiKeys(request: PageRequest & { includeValues: boolean }): Promise<Page<ApiKey>>;
  getUsagePlans(request: PageRequest): Promise<Page<UsagePlan>>;
  getUsagePlanKeys(request: PageRequest & { usagePlanId: string }): Promise<Page<UsagePlanKey>>;
}

/** An API key, without its value. */
export interface ListedKey {
  readonly id: string;
  readonly name: string | null;
  readonly enabled: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number | null;
  readonly customerId: string | null;
  /** Without the tags that have no value. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A usage plan, and the keys on it. */
export interface ListedPlan {
  readonly plan: UsagePlan & { readonly id: string };
  /** Names of the keys, by their ids. */
  readonly keys: ReadonlyMap<string, string | null>;
}

/** All API keys and usage plans of an account and region. */
export interface Inventory {
  readonly keys: ReadonlyMap<string, ListedKey>;
  readonly plans: readonly ListedPlan[];
}

/** How far a listing has come. */
export interface Progress {
  requests: number;
  keys: number;
  plans: number;
  /** Plans of which the keys are listed. */
  plansDone: number;
}

/** Lists all API keys and usage plans. Never takes a key's value over. */
export class Listing {
  /** How far it has come; of use when it ends early. */
  public readonly progress: Progress = { requests: 0, keys: 0, plans: 0, plansDone: 0 };

  constructor(private readonly controlPlane: ControlPlane, private readonly pacer: Pacer) {}

  /**
   * Keys come first, plans after them: a key that is made meanwhile then shows on its plan, or not
   * at all, and in neither case as a key without a plan.
   */
  public async run(): Promise<Inventory> {
    const keys = await this.apiKeys();
    const plans = await this.usagePlans();
    const listed: ListedPlan[] = [];
    for (const plan of plans) {
      listed.push({ plan, keys: await this.keysOf(plan.id) });
      this.progress.plansDone++;
    }
    return { keys, plans: listed };
  }

  private async apiKeys(): Promise<Map<string, ListedKey>> {
    const keys = new Map<string, ListedKey>();
    await this.eachPage((page) => this.controlPlane.getApiKeys({ ...page, includeValues: false }), (items) => {
      items.forEach((item) => item.id && keys.set(item.id, listedKey(item.id, item)));
      this.progress.keys = keys.size;
    });
    return keys;
  }

  private async usagePlans(): Promise<(UsagePlan & { id: string })[]> {
    // a list that changes while it is read can show a plan twice
    const plans = new Map<string, UsagePlan & { id: string }>();
    await this.eachPage((page) => this.controlPlane.getUsagePlans(page), (items) => {
      items.forEach((item) => item.id && plans.set(item.id, { ...item, id: item.id }));
      this.progress.plans = plans.size;
    });
    return [...plans.values()];
  }

  private async keysOf(usagePlanId: string): Promise<Map<string, string | null>> {
    const names = new Map<string, string | null>();
    try {
      // the items hold the keys' values: nothing but id and name may leave this function
      await this.eachPage((page) => this.controlPlane.getUsagePlanKeys({ ...page, usagePlanId }), (items) => {
        items.forEach(({ id, name }) => id && names.set(id, plainText(name)));
      });
    } catch (error) {
      // the plan was deleted since the plans were listed
      if ((error as Error).name !== 'NotFoundException') {
        throw error;
      }
    }
    return names;
  }

  private async eachPage<T>(get: (page: PageRequest) => Promise<Page<T>>, use: (items: T[]) => void): Promise<void> {
    let position: string | undefined;
    do {
      await this.pacer.turn();
      this.progress.requests++;
      const page = await get({ limit: PAGE_SIZE, position });
      use(page.items ?? []);
      position = page.position;
    } while (position);
  }
}

function listedKey(id: string, key: ApiKey): ListedKey {
  const tags = Object.entries(key.tags ?? {}).flatMap(([tag, value]): [string, string][] => {
    const text = plainText(value);
    return text === null ? [] : [[tag, text]];
  });
  return {
    id,
    name: plainText(key.name),
    enabled: key.enabled ?? true,
    createdAt: key.createdDate?.getTime() ?? null,
    customerId: plainText(key.customerId),
    tags: new Map(tags),
  };
}
