import { PLANTED_KEY } from './planted-key';
import type { ApiKey, ControlPlane, UsagePlan } from '../../preview/servers/api-gateway';

/** A caller, and where its requests are counted in the end. */
export interface Caller {
  readonly apiKeyId?: string;
  readonly principalId?: string;
  readonly plan: string;
  readonly customerId: string;
  readonly customer: string;
}

const NOBODY = { plan: '(no plan)', customerId: '(anonymous)', customer: '(anonymous)' };

/** All kinds of callers there are. */
export const CALLERS: readonly Caller[] = [
  { apiKeyId: 'key-acme', plan: 'Gold', customerId: 'key-acme', customer: 'Acme' },
  { apiKeyId: 'key-globex', plan: 'Free', customerId: 'key-globex', customer: 'Globex "&" Söhne' },
  // on two plans, of which one is for this stage
  { apiKeyId: 'key-initech', plan: 'Free', customerId: 'key-initech', customer: 'Initech' },
  // made after the first directory was written
  { apiKeyId: 'key-late', plan: 'Gold', customerId: 'key-late', customer: 'Latecomer' },
  { apiKeyId: 'key-homeless', plan: '(no plan)', customerId: 'key-homeless', customer: 'Homeless' },
  // deleted before anybody could list it
  { apiKeyId: 'key-ghost', plan: '(no plan)', customerId: 'key-ghost', customer: 'key-ghost' },
  { principalId: 'user|17', plan: '(no plan)', customerId: 'user|17', customer: 'user|17' },
  NOBODY,
];

/** Who is refused for a wrong key is nobody. */
export const REFUSED: Caller = NOBODY;

/** The states of the account, the first and the last; the list's order differs, so that pages shift. */
export function accountStates(apiId: string, stage: string): [ControlPlane, ControlPlane] {
  const key = (id: string, name: string, index: number): ApiKey => (
    { id, name, value: `${PLANTED_KEY}-${index}`, enabled: true, createdDate: 1_700_000_000 + index, tags: { team: 'pets' } }
  );
  const plan = (id: string, name: string, on: string, keyIds: string[]): UsagePlan => ({
    id, name, apiStages: [{ apiId, stage: on }], throttle: { rateLimit: 5, burstLimit: 10 }, quota: { limit: 1_000, offset: 0, period: 'MONTH' }, keyIds,
  });
  const fillers = Array.from({ length: 5 }, (_, index) => key(`key-filler-${index}`, `Filler ${index}`, 10 + index));
  const named = [key('key-acme', 'Acme', 0), key('key-globex', 'Globex "&" Söhne', 1), key('key-initech', 'Initech', 2), key('key-homeless', 'Homeless', 3)];
  const late = key('key-late', 'Latecomer', 4);
  return [
    {
      apiKeys: [...fillers, ...named],
      usagePlans: [
        plan('plan-gold', 'Gold', stage, ['key-filler-0', 'key-acme']), plan('plan-other', 'Other', 'beta', ['key-initech']),
        plan('plan-free', 'Free', stage, ['key-filler-1', 'key-globex', 'key-filler-2', 'key-initech']), plan('plan-old', 'Old', 'beta', ['key-filler-3']),
      ],
    },
    {
      apiKeys: [late, ...named, ...fillers.slice(2)],
      usagePlans: [
        plan('plan-gold', 'Gold', stage, ['key-late', 'key-acme']), plan('plan-free', 'Free', stage, ['key-globex', 'key-initech', 'key-filler-2']),
        plan('plan-other', 'Other', 'beta', ['key-initech']),
      ],
    },
  ];
}
