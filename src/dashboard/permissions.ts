import type { Construct } from 'constructs';
import type { QuickSightPrincipal } from './quicksight-principal';

/** QuickSight refuses a resource with more. */
const MOST_PRINCIPALS = 64;

/*
 * QuickSight knows an owner and a viewer of each resource by the whole set of actions, and
 * refuses a part of one.
 * https://docs.aws.amazon.com/quicksight/latest/developerguide/data-set-permissions.html
 */
export const DATA_SOURCE_OWNER = actions(
  'DescribeDataSource', 'DescribeDataSourcePermissions', 'PassDataSource',
  'UpdateDataSource', 'DeleteDataSource', 'UpdateDataSourcePermissions',
);

export const DATA_SET_OWNER = actions(
  'DescribeDataSet', 'DescribeDataSetPermissions', 'PassDataSet', 'DescribeIngestion', 'ListIngestions',
  'DescribeRefreshSchedule', 'ListRefreshSchedules',
  'UpdateDataSet', 'DeleteDataSet', 'UpdateDataSetPermissions', 'CreateIngestion', 'CancelIngestion',
  'CreateRefreshSchedule', 'UpdateRefreshSchedule', 'DeleteRefreshSchedule',
  'PutDataSetRefreshProperties', 'DescribeDataSetRefreshProperties', 'DeleteDataSetRefreshProperties',
);

export const DASHBOARD_VIEWER = actions('DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard');

export const DASHBOARD_OWNER = [
  ...DASHBOARD_VIEWER,
  ...actions('UpdateDashboard', 'DeleteDashboard', 'UpdateDashboardPermissions', 'DescribeDashboardPermissions', 'UpdateDashboardPublishedVersion'),
];

/** What QuickSight's resources call a permission. */
export interface ResourcePermission {
  readonly principal: string;
  readonly actions: string[];
}

/** Who may do what with the resources of a dashboard. */
export class Permissions {
  /** Fails without an owner, with a principal twice, and with too many of them. */
  constructor(
    private readonly scope: Construct,
    private readonly owners: readonly QuickSightPrincipal[],
    private readonly viewers: readonly QuickSightPrincipal[],
    private readonly identityRegion: string,
  ) {
    const path = scope.node.path;
    if (owners.length === 0) {
      throw new Error(`${path}: the dashboard or its datasets have no owner, and nobody could see or change them; give one among the owners, as in QuickSightPrincipal.group('api-analysts')`);
    }
    const keys = [...owners, ...viewers].map((principal) => principal._key());
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice) {
      throw new Error(`${path}: '${twice}' is named twice among the dashboard's owners and viewers, which QuickSight refuses; leave one out (an owner can view as well)`);
    }
    if (keys.length > MOST_PRINCIPALS) {
      throw new Error(`${path}: the dashboard has ${keys.length} owners and viewers, and QuickSight takes at most ${MOST_PRINCIPALS}; make a QuickSight group of them`);
    }
  }

  /** Owners only: viewers of a dashboard need nothing of what it is made from. */
  public ofOwners(all: string[]): ResourcePermission[] {
    return this.granted(this.owners, all);
  }

  public ofDashboard(): ResourcePermission[] {
    return [...this.granted(this.owners, DASHBOARD_OWNER), ...this.granted(this.viewers, DASHBOARD_VIEWER)];
  }

  private granted(principals: readonly QuickSightPrincipal[], all: string[]): ResourcePermission[] {
    return principals.map((principal) => ({ principal: principal._arn(this.scope, this.identityRegion), actions: all }));
  }
}

function actions(...names: string[]): string[] {
  return names.map((name) => `quicksight:${name}`);
}
