import { Lazy, Stack, aws_quicksight as quicksight } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DatasetColumn } from './dataset-column';
import { DatasetImportMode } from './dataset-import-mode';
import type { Permissions } from './permissions';
import { DATA_SET_OWNER } from './permissions';

/** Firehose tries for a day to deliver an object, which then lies in the hour of its first record. */
const LOOKBACK_DAYS = 2;

/** How a copy in SPICE is kept up to date. */
export enum Refresh {
  /** Every hour the rows of the last hours of arrival, and all of them once a week. For rows that do not change. */
  INCREMENTAL,
  /** All rows every six hours. For rows that are counted anew, and are read as they are now: each time the whole window is paid for. */
  WHOLE_SIX_HOURLY,
  /** All rows once a day. For rows that are counted anew, of days that are over. */
  WHOLE_DAILY,
}

export interface UsageDatasetProps {
  /** Unique in the account and region. */
  readonly dataSetId: string;
  /** Of the physical table, and of the dataset in the dashboard's definition. */
  readonly identifier: string;
  readonly name: string;
  readonly dataSourceArn: string;
  readonly importMode: DatasetImportMode;
  readonly permissions: Permissions;
  readonly refresh: Refresh;
  /** The query. Late, for columns that are added to the schema later. */
  readonly sqlQuery: () => string;
  readonly columns: () => readonly DatasetColumn[];
  /** Has to be there before, since QuickSight tries the query. */
  readonly tables: Construct;
}

/** A dataset of QuickSight over a query. */
export class UsageDataset extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: UsageDatasetProps) {
    super(scope, id);

    this.node.addValidation({ validate: () => doubledColumns(props) });
    const spice = props.importMode === DatasetImportMode.SPICE;
    const dataSet = new quicksight.CfnDataSet(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dataSetId: props.dataSetId,
      name: props.name,
      importMode: props.importMode,
      physicalTableMap: Lazy.any({ produce: () => ({ [props.identifier.replaceAll('_', '-')]: { customSql: customSql(props) } }) }),
      permissions: props.permissions.ofOwners(DATA_SET_OWNER),
      // a deployment would else wait for the first import, up to 36 hours
      ...spice ? { ingestionWaitPolicy: { waitForSpiceIngestion: false } } : {},
      ...spice && props.refresh === Refresh.INCREMENTAL ? incrementalRefresh() : {},
    });
    dataSet.node.addDependency(props.tables);
    if (spice) {
      this.schedules(props.refresh).forEach(([name, schedule]) => {
        const resource = new quicksight.CfnRefreshSchedule(this, name, {
          awsAccountId: Stack.of(this).account, dataSetId: dataSet.dataSetId, schedule,
        });
        resource.node.addDependency(dataSet);
      });
    }
    this.arn = dataSet.attrArn;
  }

  private schedules(refresh: Refresh): [string, quicksight.CfnRefreshSchedule.RefreshScheduleMapProperty][] {
    const daily = (time: string) => ({ interval: 'DAILY', timeOfTheDay: time, timeZone: 'UTC' });
    if (refresh === Refresh.WHOLE_SIX_HOURLY) {
      // One daily schedule for each: QuickSight has no such interval, and takes five schedules of a dataset. The first soon after the quotas of a day begin.
      return ['00', '06', '12', '18'].map((hour) => [
        `RefreshAt${hour}`, { scheduleId: `at-${hour}`, refreshType: 'FULL_REFRESH', scheduleFrequency: daily(`${hour}:15`) },
      ]);
    }
    if (refresh === Refresh.WHOLE_DAILY) {
      return [['DailyRefresh', { scheduleId: 'daily', refreshType: 'FULL_REFRESH', scheduleFrequency: daily('02:00') }]];
    }
    return [
      ['HourlyRefresh', { scheduleId: 'hourly', refreshType: 'INCREMENTAL_REFRESH', scheduleFrequency: { interval: 'HOURLY' } }],
      // Brings the names and plans of older hours up to date, and drops what has left the window.
      ['WeeklyRefresh', {
        scheduleId: 'weekly',
        refreshType: 'FULL_REFRESH',
        scheduleFrequency: { ...daily('02:00'), interval: 'WEEKLY', refreshOnDay: { dayOfWeek: 'SUNDAY' } },
      }],
    ];
  }
}

function customSql({ identifier, dataSourceArn, sqlQuery, columns }: UsageDatasetProps): quicksight.CfnDataSet.CustomSqlProperty {
  return { name: identifier, dataSourceArn, sqlQuery: sqlQuery(), columns: [...columns()] };
}

/** Columns can be added until synthesis, so they are looked at there. */
function doubledColumns({ identifier, columns }: UsageDatasetProps): string[] {
  const names = columns().map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `the dataset '${identifier}' has a column '${name}' of its own; give your AccessLogColumn another name, as in 'my_${name}'`);
}

/** Late records are new rows of a late arrival hour, so that no hour is counted anew but the last ones. */
function incrementalRefresh(): Pick<quicksight.CfnDataSetProps, 'dataSetRefreshProperties'> {
  return {
    dataSetRefreshProperties: {
      refreshConfiguration: {
        incrementalRefresh: { lookbackWindow: { columnName: 'arrival_hour', size: LOOKBACK_DAYS, sizeUnit: 'DAY' } },
      },
    },
  };
}
