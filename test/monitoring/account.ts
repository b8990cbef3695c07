import type { Stage } from '../../preview/pipeline/stages';
import type { ControlPlane } from '../../preview/servers/api-gateway';

/** What no handler may write to its log. */
export const PLANTED = { keyId: 'plantedkeyid', keyValue: 'plantedKeyValue4711', customer: 'Planted Customer Inc', plan: 'Planted Plan' };

/** The one customer of the app, as API Gateway has it. */
export function accountOf({ apiId, stage }: Stage): ControlPlane {
  return {
    usagePlans: [{ id: 'p1', name: PLANTED.plan, apiStages: [{ apiId, stage }], keyIds: [PLANTED.keyId] }],
    apiKeys: [{ id: PLANTED.keyId, value: PLANTED.keyValue, name: PLANTED.customer, enabled: true, createdDate: 1_767_225_600 }],
  };
}

/** And as the directory has it. */
export function directoryOf({ apiId, stage }: Stage): string {
  return `${JSON.stringify({
    api_key_id: PLANTED.keyId,
    api_key_name: PLANTED.customer,
    enabled: true,
    created_at: '2026-01-01 00:00:00.000',
    customer_id: PLANTED.keyId,
    customer: PLANTED.customer,
    usage_plan_id: 'p1',
    usage_plan: PLANTED.plan,
    stages: [`${apiId}/${stage}`],
  })}\n`;
}
