import { Lazy, Stack, aws_quicksight as quicksight } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DatasetImportMode } from './dataset-import-mode';
import type { Permissions } from './permissions';
import { DATA_SET_OWNER } from './permissions';
import { USAGE_HOURLY, usageHourlyColumns, usageHourlySql } from './usage-hourly';
import type { UsageCatalog } from '../catalog/usage-catalog';

/** Firehose tries for a day to deliver an object, which then lies in the hour of its first record. */
const LOOKBACK_DAYS = 2;

export interface UsageDatasetProps {
  /** Unique in the account and region. */
  readonly dataSetId: string;
  readonly name: string;
  readonly dataSourceArn: string;
  readonly catalog: UsageCatalog;
  readonly importMode: DatasetImportMode;
  readonly permissions: Permissions;
}

/** The dataset `usage_hourly`. */
export class UsageDataset extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: UsageDatasetProps) {
    super(scope, id);

    this.node.addValidation({ validate: () => this.doubledColumns(props) });
    const spice = props.importMode === DatasetImportMode.SPICE;
    const dataSet = new quicksight.CfnDataSet(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dataSetId: props.dataSetId,
      name: props.name,
      importMode: props.importMode,
      // lazy, for columns that are added to the schema later
      physicalTableMap: Lazy.any({ produce: () => ({ 'usage-hourly': { customSql: this.customSql(props) } }) }),
      permissions: props.permissions.ofOwners(DATA_SET_OWNER),
      ...spice ? incrementalRefresh() : {},
    });
    // QuickSight tries the SQL, so the tables must be there
    dataSet.node.addDependency(props.catalog);
    if (spice) {
      this.refresh('HourlyRefresh', dataSet, { scheduleId: 'hourly', refreshType: 'INCREMENTAL_REFRESH', scheduleFrequency: { interval: 'HOURLY' } });
      // Brings the names and plans of older hours up to date, and drops what has left the window.
      this.refresh('WeeklyRefresh', dataSet, {
        scheduleId: 'weekly',
        refreshType: 'FULL_REFRESH',
        scheduleFrequency: { interval: 'WEEKLY', refreshOnDay: { dayOfWeek: 'SUNDAY' }, timeOfTheDay: '02:00', timeZone: 'UTC' },
      });
    }
    this.arn = dataSet.attrArn;
  }

  private customSql({ catalog, dataSourceArn }: UsageDatasetProps): quicksight.CfnDataSet.CustomSqlProperty {
    const added = catalog.schema._added();
    return { name: USAGE_HOURLY, dataSourceArn, sqlQuery: usageHourlySql(catalog, added), columns: usageHourlyColumns(added) };
  }

  /** Columns can be added until synthesis, so they are looked at there. */
  private doubledColumns({ catalog }: UsageDatasetProps): string[] {
    const names = usageHourlyColumns(catalog.schema._added()).map(({ name }) => name);
    return names.filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `the dataset '${USAGE_HOURLY}' has a column '${name}' of its own; give your AccessLogColumn another name, as in 'my_${name}'`);
  }

  private refresh(id: string, dataSet: quicksight.CfnDataSet, schedule: quicksight.CfnRefreshSchedule.RefreshScheduleMapProperty): void {
    const resource = new quicksight.CfnRefreshSchedule(this, id, { awsAccountId: Stack.of(this).account, dataSetId: dataSet.dataSetId, schedule });
    resource.node.addDependency(dataSet);
  }
}

/** Late records are new rows of a late arrival hour, so that no hour is counted anew but the last ones. */
function incrementalRefresh(): Pick<quicksight.CfnDataSetProps, 'dataSetRefreshProperties' | 'ingestionWaitPolicy'> {
  return {
    dataSetRefreshProperties: {
      refreshConfiguration: {
        incrementalRefresh: { lookbackWindow: { columnName: 'arrival_hour', size: LOOKBACK_DAYS, sizeUnit: 'DAY' } },
      },
    },
    // a deployment would else wait for the first import, up to 36 hours
    ingestionWaitPolicy: { waitForSpiceIngestion: false },
  };
}
