import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** Where a partition's consoles are. */
interface Consoles {
  readonly console: string;
  /** Left out where AWS does not document a website of QuickSight's own, beside the endpoint of its API. */
  readonly quickSight?: string;
}

/**
 * @see https://docs.aws.amazon.com/quick/latest/userguide/regions.html
 */
const CONSOLES: Record<string, Consoles | undefined> = {
  'aws': { console: 'console.aws.amazon.com', quickSight: 'quicksight.aws.amazon.com' },
  'aws-cn': { console: 'console.amazonaws.cn', quickSight: 'quicksight.amazonaws.cn' },
  'aws-us-gov': { console: 'console.amazonaws-us-gov.com' },
};

/** Of a dashboard in QuickSight, in the region of the stack; none where it is not documented. */
export function quickSightUrl(scope: Construct, dashboardId: string): string | undefined {
  const website = consoles(scope)?.quickSight;
  return website && `https://${Stack.of(scope).region}.${website}/sn/dashboards/${dashboardId}`;
}

/** Of a dashboard in CloudWatch, in the region of the stack; none where it is not documented. */
export function cloudWatchUrl(scope: Construct, dashboardName: string): string | undefined {
  const { region } = Stack.of(scope);
  const website = consoles(scope)?.console;
  return website && `https://${region}.${website}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
}

/** Where the stack's region is not known, a commercial one is taken for granted. */
function consoles(scope: Construct): Consoles | undefined {
  const { region } = Stack.of(scope);
  return CONSOLES[(Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition) ?? 'aws'];
}
