import { Duration, Lazy, Names, Stack, Token, aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AthenaDataSource } from './athena-data-source';
import { checkCustomDataset } from './check-custom-dataset';
import type { CustomDatasetProps } from './custom-dataset';
import { DashboardContent } from './dashboard-content';
import type { DashboardSheetProps } from './dashboard-sheet';
import { DashboardSheet } from './dashboard-sheet';
import { DatasetImportMode } from './dataset-import-mode';
import { QUOTA_DAYS } from './datasets/quota';
import { faultsOf, renderDefinition } from './definition';
import { DashboardDataset } from './fields/dashboard-dataset';
import { Permissions } from './permissions';
import type { QuickSightPrincipal } from './quicksight-principal';
import { checkRegions } from './quicksight-regions';
import { customersSheet } from './sheets/customers-sheet';
import { errorsSheet } from './sheets/errors-sheet';
import { latencySheet } from './sheets/latency-sheet';
import { requestsSheet } from './sheets/requests-sheet';
import { usageSheet } from './sheets/usage-sheet';
import { Refresh, UsageDataset } from './usage-dataset';
import type { DatasetQuery } from './usage-queries';
import { usageQueries } from './usage-queries';
import type { DatasetWindow } from './warn-of-retention';
import { warnOfRetention } from './warn-of-retention';
import type { UsageCatalog } from '../catalog/usage-catalog';
import { checkEnum } from '../check-enum';
import { quickSightUrl } from '../console-urls';

/** A dataset's name has at most 128 characters, and is the dashboard's with its own behind it. */
const LONGEST_NAME = 100;
const LONGEST_DATASET = 26;

const DATASET_NAME = new RegExp(`^[a-z]\\w{0,${LONGEST_DATASET - 1}}$`, 'i');
const MOST_SHEETS = 20;

const USAGE_DAYS = 90;
const REQUESTS_DAYS = 14;
/** Of a query that goes back further, Athena lists too many partitions. */
const LONGEST_WINDOW = 400;

/** Properties of `UsageDashboard`. */
export interface UsageDashboardProps {
  /** The tables that the dashboard shows. */
  readonly catalog: UsageCatalog;

  /**
   * Who can see, change and share the dashboard, its datasets and its data source: 1 to 64 users and groups,
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
   * It is often not the stack's, as `us-east-1`; QuickSight then does not find the owners, and the deployment fails.
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

  /**
   * Whether the dashboard is made as well, or its data source and datasets alone, for dashboards that you make in QuickSight yourself.
   *
   * @default DashboardContent.DASHBOARD
   */
  readonly content?: DashboardContent;

  /**
   * How far `usage_hourly`, `latency_daily` and `customers` go back: 31 to 400 whole days, since a quota may be of a month. Longer windows scan
   * more in Athena, or take more of SPICE.
   *
   * @default Duration.days(90)
   */
  readonly usageWindow?: Duration;

  /**
   * How far `requests`, with one row for each request, goes back: 2 to 400 whole days. Latency is shown of the latter half, and compared with
   * the former. In direct query mode the lists of APIs, domains, endpoints and statuses hold what was called in it.
   *
   * @default Duration.days(14)
   */
  readonly requestsWindow?: Duration;
}

/**
 * A QuickSight dashboard of API usage: who uses which endpoint, on which plan, how much, how fast, and with what errors.
 *
 * The account needs a QuickSight subscription (Enterprise edition, billed for each author and reader)
 * before this can be deployed. Nobody has to give QuickSight access to Athena or to the bucket: the data source
 * has a role of its own. Whoever deploys needs `iam:PassRole` on it.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/welcome.html
 */
export class UsageDashboard extends Construct {
  /** Id of the dashboard, unique in the account and region; none where datasets alone are made. */
  public readonly dashboardId?: string;
  /** ARN of the dashboard; none where datasets alone are made. */
  public readonly dashboardArn?: string;
  /**
   * Where its readers open the dashboard, in the region of the stack. In a stack without a region of its own it is the address in commercial regions.
   *
   * None where datasets alone are made, and in partitions for which AWS does not document the address, such as GovCloud.
   *
   * @see https://docs.aws.amazon.com/quick/latest/userguide/regions.html
   */
  public readonly url?: string;
  /**
   * The role that QuickSight queries Athena with. Where Lake Formation governs the catalog, give it `SELECT` on both tables
   * there, and here `lakeformation:GetDataAccess`.
   */
  public readonly dataSourceRole: iam.IRole;

  /** Requests by hour, over `usageWindow`: `usage_hourly`. In direct query mode a row is a request, in SPICE the requests of an hour that are alike. */
  public readonly usageHourly: DashboardDataset;
  /** One row a request, over `requestsWindow`: `requests`. */
  public readonly requests: DashboardDataset;
  /** Percentiles of the latency by day, over `usageWindow`: `latency_daily`. */
  public readonly latencyDaily: DashboardDataset;
  /** One row for each customer, API key and usage plan, over `usageWindow`: `customers`. */
  public readonly customers: DashboardDataset;

  private readonly datasets: DashboardDataset[] = [];
  private readonly sheets: DashboardSheet[] = [];
  private readonly dataSource: AthenaDataSource;
  private readonly permissions: Permissions;
  private readonly name: string;
  private readonly importMode: DatasetImportMode;

  constructor(scope: Construct, id: string, private readonly props: UsageDashboardProps) {
    super(scope, id);

    const { catalog } = props;
    const content = props.content ?? DashboardContent.DASHBOARD;
    this.importMode = props.importMode ?? DatasetImportMode.DIRECT_QUERY;
    checkEnum(`${this.node.path}: content`, content, { DashboardContent });
    checkEnum(`${this.node.path}: importMode`, this.importMode, { DatasetImportMode });
    if (content === DashboardContent.NONE) {
      throw new Error(`${this.node.path}: a dashboard with DashboardContent.NONE would be nothing; do not make it`);
    }
    if (content === DashboardContent.DATASETS && props.viewers?.length) {
      throw new Error(`${this.node.path}: the dashboard's viewers have no effect, because only datasets are made, which none but owners see; leave them out, or name them among the owners`);
    }
    checkRegions(this, 'identityRegion', props.identityRegion);
    const windows = [this.checkedWindow('usageWindow', USAGE_DAYS, QUOTA_DAYS), this.checkedWindow('requestsWindow', REQUESTS_DAYS, 2)];
    warnOfRetention(this, catalog.bucket, windows);
    const [usageDays, requestsDays] = windows.map(({ days }) => days);
    this.name = this.checkedName(props.name);
    this.permissions = new Permissions(this, props.owners, props.viewers ?? [], props.identityRegion ?? Stack.of(this).region);
    this.dataSource = new AthenaDataSource(this, 'DataSource', {
      dataSourceId: uniqueId(this, 'athena'), name: this.name, catalog, permissions: this.permissions,
    });
    this.dataSourceRole = this.dataSource.role;

    const queries = usageQueries(catalog, usageDays, requestsDays, this.importMode);
    this.usageHourly = this.dataset('UsageHourly', queries.usageHourly);
    this.requests = this.dataset('Requests', queries.requests);
    this.latencyDaily = this.dataset('LatencyDaily', queries.latencyDaily);
    this.customers = this.dataset('Customers', queries.customers);

    if (content === DashboardContent.DASHBOARD) {
      const { usageHourly, requests, latencyDaily, customers } = this;
      const shown = { usageHourly, requests, latencyDaily, customers, latencyDays: Math.max(1, Math.floor(requestsDays / 2)) };
      this.sheets.push(...[usageSheet, customersSheet, latencySheet, errorsSheet, requestsSheet].map((sheet) => sheet(shown)));
      this.dashboardId = uniqueId(this, 'dashboard');
      this.dashboardArn = this.dashboard(this.dashboardId).attrArn;
      this.url = quickSightUrl(this, this.dashboardId);
    }
  }

  /**
   * Adds a sheet behind the others, for visuals of your own: 20 with those that are there. Fails where datasets alone are made, and if a sheet has
   * the id or the name already.
   *
   * @param id Unique within the dashboard, and the same at each deployment: 1 to 100 letters, digits, dashes and underscores
   * @param props What the tab says
   */
  public addSheet(id: string, props: DashboardSheetProps): DashboardSheet {
    if (this.dashboardId === undefined) {
      throw new Error(`${this.node.path}: sheet '${id}' has no dashboard to be on, since only datasets are made; give DashboardContent.DASHBOARD, or leave the sheet out`);
    }
    if (this.sheets.some((sheet) => sheet.id === id)) {
      throw new Error(`${this.node.path}: the dashboard has a sheet '${id}' already; give the new one another id, or get that one by sheet('${id}')`);
    }
    const sameName = this.sheets.find((sheet) => sheet.name === props.name);
    if (sameName) {
      throw new Error(`${this.node.path}: sheet '${id}' is called '${props.name}' as sheet '${sameName.id}' is, and readers could not tell their tabs apart; give it another name`);
    }
    if (this.sheets.length === MOST_SHEETS) {
      throw new Error(`${this.node.path}: sheet '${id}' would be more than ${MOST_SHEETS}, and QuickSight takes no more; put its visuals on another sheet`);
    }
    const sheet = new DashboardSheet(id, props);
    this.sheets.push(sheet);
    return sheet;
  }

  /**
   * A sheet of the dashboard, to add visuals to: `usage`, `customers`, `latency`, `errors`, `requests`, or one of your own.
   *
   * @param id The id of the sheet
   */
  public sheet(id: string): DashboardSheet {
    const found = this.sheets.find((sheet) => sheet.id === id);
    if (!found) {
      throw new Error(`${this.node.path}: the dashboard has no sheet '${id}'; it has ${this.sheets.map((sheet) => `'${sheet.id}'`).join(', ') || 'none, since only datasets are made'}`);
    }
    return found;
  }

  /**
   * Adds a dataset over a query of your own, for visuals of your own.
   *
   * @param id Unique within the dashboard, and the same at each deployment: letters, digits and underscores
   * @param props The query and its columns
   */
  public addDataset(id: string, props: CustomDatasetProps): DashboardDataset {
    // readers could not tell names apart that differ in case alone
    if (!DATASET_NAME.test(id) || this.datasets.some(({ name }) => name.toLowerCase() === id.toLowerCase())) {
      throw new Error(`${this.node.path}: a dataset cannot be called '${id}'; use at most ${LONGEST_DATASET} letters, digits and underscores, and a name that is not taken by ${this.datasets.map(({ name }) => `'${name}'`).join(', ')}`);
    }
    checkCustomDataset(this, id, props);
    return this.dataset(`Dataset-${id}`, {
      identifier: id,
      timeColumn: props.timeColumn,
      windowDays: props.windowDays,
      refresh: Refresh.WHOLE_SIX_HOURLY,
      columns: () => props.columns,
      sqlQuery: () => props.sqlQuery,
    });
  }

  private dataset(constructId: string, { identifier, refresh, columns, sqlQuery, ...shape }: DatasetQuery): DashboardDataset {
    const { arn } = new UsageDataset(this, constructId, {
      identifier,
      refresh,
      columns,
      sqlQuery,
      dataSetId: uniqueId(this, identifier.replaceAll('_', '-')),
      name: `${this.name}, ${identifier}`,
      dataSourceArn: this.dataSource.arn,
      importMode: this.importMode,
      permissions: this.permissions,
      tables: this.props.catalog,
    });
    const dataset = DashboardDataset._of({ name: identifier, arn, columns, ...shape });
    this.datasets.push(dataset);
    return dataset;
  }

  private dashboard(dashboardId: string): quicksight.CfnDashboard {
    this.node.addValidation({ validate: () => faultsOf(this.sheets, this.datasets) });
    return new quicksight.CfnDashboard(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dashboardId,
      name: this.name,
      permissions: this.permissions.ofDashboard(),
      // late, for sheets, visuals and datasets that are added
      definition: Lazy.any({ produce: () => renderDefinition(this.datasets, this.sheets, this.importMode) }),
    });
  }

  private checkedWindow(prop: DatasetWindow['prop'], usual: number, shortest: number): DatasetWindow {
    const given = this.props[prop];
    const days = given?.toDays({ integral: false }) ?? usual;
    if (!Number.isInteger(days) || days < shortest || days > LONGEST_WINDOW) {
      throw new Error(`${this.node.path}: ${prop} is ${days} days; give ${shortest} to ${LONGEST_WINDOW} whole days`);
    }
    return { prop, days, isDefault: given === undefined, shortest };
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
}

/** Literal at synthesis, so that the id of one resource can be written into another; QuickSight makes none up. */
function uniqueId(scope: Construct, kind: string): string {
  return `${Names.uniqueResourceName(scope, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' })}-${kind}`;
}
