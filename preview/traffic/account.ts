import { createHash } from 'node:crypto';
import type { Stage } from '../pipeline/stages';
import type { ApiKey, ControlPlane, UsagePlan } from '../servers/api-gateway';
import type { Template } from '../template';

interface PlanProperties {
  readonly UsagePlanName?: string;
  readonly ApiStages?: { readonly ApiId: string; readonly Stage: string }[];
  readonly Throttle?: { readonly RateLimit?: number; readonly BurstLimit?: number };
  readonly Quota?: { readonly Limit?: number; readonly Offset?: number; readonly Period?: string };
}

interface KeyProperties {
  readonly Name?: string;
  readonly Enabled?: boolean;
  readonly CustomerId?: string;
  readonly Tags?: { readonly Key: string; readonly Value: string }[];
}

/** Where the template has no plans of its own. */
const MADE_UP_PLANS = [['Free', 5], ['Professional', 50], ['Enterprise', 500]] as const;

/** Plans and keys of an account: those of the template, to which others can be added. */
export class Account {
  private readonly plans: UsagePlan[];
  private readonly keys: ApiKey[];
  private readonly members = new Map<string, string[]>();

  constructor(template: Template, stages: readonly Stage[], private readonly now: number) {
    const declared = template.resourcesOfType('AWS::ApiGateway::UsagePlan');
    this.plans = declared.length > 0
      ? declared.map(({ id, properties }) => usagePlan(template.resolve({ Ref: id }), id, template.resolve(properties)))
      : MADE_UP_PLANS.map(([name, rateLimit]) => madeUpPlan(name, rateLimit, stages));
    // from the smallest plan to the largest, as customers are shared out over them
    this.plans.sort((one, other) => (one.throttle?.rateLimit ?? Infinity) - (other.throttle?.rateLimit ?? Infinity));
    this.keys = template.resourcesOfType('AWS::ApiGateway::ApiKey').map(({ id, properties }) => (
      this.apiKey(template.resolve({ Ref: id }), template.resolve(properties), id)));
    for (const { properties } of template.resourcesOfType('AWS::ApiGateway::UsagePlanKey')) {
      const { KeyId, UsagePlanId } = template.resolve<{ KeyId: string; UsagePlanId: string }>(properties);
      this.subscribe(KeyId, UsagePlanId);
    }
  }

  /** From the smallest to the largest. */
  public get usagePlans(): readonly UsagePlan[] {
    return this.plans;
  }

  public get apiKeys(): readonly ApiKey[] {
    return this.keys;
  }

  /** The plan of a key, if it is on one. */
  public planOf(keyId: string): UsagePlan | undefined {
    return this.plans.find(({ id }) => this.members.get(id)?.includes(keyId));
  }

  /** Adds a key that nobody has declared. */
  public addKey(id: string, name: string, createdDate: number, usagePlanId?: string): void {
    this.keys.push({ ...this.apiKey(id, { Name: name }, id), createdDate });
    if (usagePlanId !== undefined) {
      this.subscribe(id, usagePlanId);
    }
  }

  /** Opens all plans to stages that are not in the template. */
  public addStages(stages: Iterable<string>): void {
    const added = [...stages].map((stage) => ({ apiId: stage.split('/')[0], stage: stage.split('/')[1] }));
    this.plans.forEach((plan, index) => {
      const known = new Set(plan.apiStages.map(({ apiId, stage }) => `${apiId}/${stage}`));
      this.plans[index] = { ...plan, apiStages: [...plan.apiStages, ...added.filter(({ apiId, stage }) => !known.has(`${apiId}/${stage}`))] };
    });
  }

  /** The plan that a customer falls to: always the same one for the same customer, in fixed shares, the larger plans the rarer. */
  public shareOut(customer: string): UsagePlan {
    const lot = createHash('sha256').update(customer).digest().readUInt32BE(0) / 2 ** 32;
    const shares = this.plans.map((_, index) => 0.4 ** index);
    let left = lot * shares.reduce((sum, share) => sum + share, 0);
    return this.plans[shares.findIndex((share) => (left -= share) < 0)] ?? this.plans[0];
  }

  public controlPlane(): ControlPlane {
    return { apiKeys: this.keys, usagePlans: this.plans.map((plan) => ({ ...plan, keyIds: this.members.get(plan.id) ?? [] })) };
  }

  private subscribe(keyId: string, usagePlanId: string): void {
    const members = this.members.get(usagePlanId) ?? [];
    this.members.set(usagePlanId, members);
    members.push(keyId);
  }

  private apiKey(id: string, { Name, Enabled, CustomerId, Tags }: KeyProperties, logicalId: string): ApiKey {
    return {
      id,
      value: createHash('sha256').update(`secret of ${id}`).digest('base64url').slice(0, 40),
      name: Name ?? logicalId,
      enabled: Enabled ?? true,
      createdDate: Math.floor(this.now / 1000) - 200 * 86_400,
      customerId: CustomerId,
      tags: Tags && Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    };
  }
}

function usagePlan(id: string, logicalId: string, { UsagePlanName, ApiStages, Throttle, Quota }: PlanProperties): UsagePlan {
  return {
    id,
    name: UsagePlanName ?? logicalId,
    apiStages: (ApiStages ?? []).map(({ ApiId, Stage: stage }) => ({ apiId: ApiId, stage })),
    throttle: Throttle && { rateLimit: Throttle.RateLimit, burstLimit: Throttle.BurstLimit },
    quota: Quota && { limit: Quota.Limit, offset: Quota.Offset, period: Quota.Period },
    keyIds: [],
  };
}

function madeUpPlan(name: string, rateLimit: number, stages: readonly Stage[]): UsagePlan {
  return {
    id: createHash('sha256').update(name).digest('hex').slice(0, 6),
    name,
    apiStages: stages.map(({ apiId, stage }) => ({ apiId, stage })),
    throttle: { rateLimit, burstLimit: 2 * rateLimit },
    quota: { limit: 100_000 * rateLimit, offset: 0, period: 'MONTH' },
    keyIds: [],
  };
}
