import { Names, Stack, Token, aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AthenaDataSource } from './athena-data-source';
import { DatasetImportMode } from './dataset-import-mode';
import { renderDefinition } from './definition';
import { Permissions } from './permissions';
import type { QuickSightPrincipal } from './quicksight-principal';
import { UsageDataset } from './usage-dataset';
import { USAGE_HOURLY } from './usage-hourly';
import { USAGE_SHEET } from './usage-sheet';
import type { UsageCatalog } from '../catalog/usage-catalog';

/** A dataset's name has at most 128 characters, and is the dashboard's with its own behind it. */
const LONGEST_NAME = 100;

/** Properties of `UsageDashboard`. */
export interface UsageDashboardProps {
  /** The tables that the dashboard shows. */
  readonly catalog: UsageCatalog;

  /**
   * Who can see, change and share the dashboard, its dataset and its data source: 1 to 64 users and groups,
   * together with the viewers. Each is named once.
   */
  readonly owners: QuickSightPrincipal[];

  /**
   * Who can see the dashboard: at most 64 users and groups, together with the owners.
   *
   * @default - nobody but the owners
   */
  readonly viewers?: QuickSightPrincipal[];

  /**
   * The region that holds the users and groups of your QuickSight account: the one that it was set up in.
   * It is often not the stack's; QuickSight then does not find the owners, and the deployment fails.
   *
   * @default - the stack's region
   * @see https://docs.aws.amazon.com/quick/latest/userguide/regions.html
   */
  readonly identityRegion?: string;

  /**
   * Whether each view queries Athena, or QuickSight keeps a copy in SPICE.
   *
   * @default DatasetImportMode.DIRECT_QUERY
   */
  readonly importMode?: DatasetImportMode;

  /**
   * Name of the dashboard as QuickSight lists it, 1 to 100 characters.
   *
   * @default - "API usage" and the name of the stack
   */
  readonly name?: string;
}

/**
 * A QuickSight dashboard of API usage by plan, customer and endpoint, over the last 90 days.
 *
 * The account needs a QuickSight subscription (Enterprise edition, billed for each author and reader)
 * before this can be deployed. Nobody has to give QuickSight access to Athena or to the bucket: the data source
 * has a role of its own. Whoever deploys needs `iam:PassRole` on it.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/welcome.html
 */
export class UsageDashboard extends Construct {
  /** Id of the dashboard, unique in the account and region. */
  public readonly dashboardId: string;
  /** ARN of the dashboard. */
  public readonly dashboardArn: string;
  /**
   * The role that QuickSight queries Athena with. Where Lake Formation governs the catalog, give it `SELECT` on both tables
   * there, and here `lakeformation:GetDataAccess`.
   */
  public readonly dataSourceRole: iam.IRole;

  constructor(scope: Construct, id: string, props: UsageDashboardProps) {
    super(scope, id);

    const { catalog } = props;
    const name = this.checkedName(props.name);
    const permissions = new Permissions(this, props.owners, props.viewers ?? [], this.checkedRegion(props.identityRegion));

    const dataSource = new AthenaDataSource(this, 'DataSource', { dataSourceId: uniqueId(this, 'athena'), name, catalog, permissions });
    this.dataSourceRole = dataSource.role;

    const usageHourly = new UsageDataset(this, 'UsageHourly', {
      dataSetId: uniqueId(this, 'usage-hourly'),
      name: `${name}, ${USAGE_HOURLY}`,
      dataSourceArn: dataSource.arn,
      catalog,
      importMode: props.importMode ?? DatasetImportMode.DIRECT_QUERY,
      permissions,
    });

    this.dashboardId = uniqueId(this, 'dashboard');
    const dashboard = new quicksight.CfnDashboard(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dashboardId: this.dashboardId,
      name,
      permissions: permissions.ofDashboard(),
      definition: renderDefinition({ [USAGE_HOURLY]: usageHourly.arn }, [USAGE_SHEET]),
    });
    this.dashboardArn = dashboard.attrArn;
  }

  private checkedName(given: string | undefined): string {
    if (given === undefined) {
      const { stackName } = Stack.of(this);
      return `API usage (${Token.isUnresolved(stackName) ? Names.uniqueResourceName(this, { maxLength: 64 }) : stackName})`.slice(0, LONGEST_NAME);
    }
    if (!Token.isUnresolved(given) && (given.trim() === '' || given.length > LONGEST_NAME)) {
      throw new Error(`${this.node.path}: the dashboard's name has ${given.trim().length} characters, and 1 to ${LONGEST_NAME} are allowed, got '${given}'; choose another one`);
    }
    return given;
  }

  private checkedRegion(given: string | undefined): string {
    if (given !== undefined && !Token.isUnresolved(given) && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(given)) {
      throw new Error(`${this.node.path}: identityRegion '${given}' is no AWS region; give the one that your QuickSight account was set up in, as in 'us-east-1'`);
    }
    return given ?? Stack.of(this).region;
  }
}

/** Literal at synthesis, so that the id of one resource can be written into another; QuickSight makes none up. */
function uniqueId(scope: Construct, kind: string): string {
  return `${Names.uniqueResourceName(scope, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' })}-${kind}`;
}
