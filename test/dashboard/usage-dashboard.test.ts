import { App, CfnParameter, Duration, NestedStack, Stack, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { OWN_COLUMNS } from './configurations';
import { DATASETS, columnsOf, dataSetsIn, queryOf, questionOf } from './synthesized-datasets';
import type { Json } from './synthesized-definition';
import { dashboardIn, onlyOne } from './usage-dashboards';
import { AccessLogColumn, AccessLogSchema, DatasetImportMode, QuickSightPrincipal, UsageCatalog, UsageDashboard } from '../../src';

const DATA_SOURCE = 'AWS::QuickSight::DataSource';
const DATA_SET = 'AWS::QuickSight::DataSet';
const DASHBOARD = 'AWS::QuickSight::Dashboard';
const SCHEDULE = 'AWS::QuickSight::RefreshSchedule';

function quicksight(...names: string[]) {
  return names.map((name) => `quicksight:${name}`);
}

function principal(path: string, region: unknown = { Ref: 'AWS::Region' }) {
  const parts = ['arn:', { Ref: 'AWS::Partition' }, ':quicksight:', region, ':', { Ref: 'AWS::AccountId' }, `:${path}`];
  return {
    'Fn::Join': ['', parts.reduce<unknown[]>((joined, part) => {
      const last = joined[joined.length - 1];
      return typeof last === 'string' && typeof part === 'string' ? [...joined.slice(0, -1), last + part] : [...joined, part];
    }, [])],
  };
}

describe('Permissions', () => {
  const owner = QuickSightPrincipal.group('analysts');
  const viewer = QuickSightPrincipal.user('ann');

  test('let owners do everything with the data source, the datasets and the dashboard', () => {
    const template = dashboardIn({ owners: [owner] }).template();
    const who = principal('group/default/analysts');
    expect(onlyOne(template, DATA_SOURCE).Permissions).toEqual([{
      Principal: who,
      Actions: quicksight('DescribeDataSource', 'DescribeDataSourcePermissions', 'PassDataSource', 'UpdateDataSource', 'DeleteDataSource', 'UpdateDataSourcePermissions'),
    }]);
    Object.values(dataSetsIn(template)).forEach(({ Permissions }) => expect(Permissions).toEqual([{
      Principal: who,
      Actions: quicksight(
        'DescribeDataSet', 'DescribeDataSetPermissions', 'PassDataSet', 'DescribeIngestion', 'ListIngestions', 'DescribeRefreshSchedule', 'ListRefreshSchedules',
        'UpdateDataSet', 'DeleteDataSet', 'UpdateDataSetPermissions', 'CreateIngestion', 'CancelIngestion',
        'CreateRefreshSchedule', 'UpdateRefreshSchedule', 'DeleteRefreshSchedule',
        'PutDataSetRefreshProperties', 'DescribeDataSetRefreshProperties', 'DeleteDataSetRefreshProperties',
      ),
    }]));
    expect(onlyOne(template, DASHBOARD).Permissions).toEqual([{
      Principal: who,
      Actions: quicksight(
        'DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard',
        'UpdateDashboard', 'DeleteDashboard', 'UpdateDashboardPermissions', 'DescribeDashboardPermissions', 'UpdateDashboardPublishedVersion',
      ),
    }]);
  });

  test('let viewers look at the dashboard, and at nothing else', () => {
    const template = dashboardIn({ owners: [owner], viewers: [viewer] }).template();
    expect(onlyOne(template, DASHBOARD).Permissions[1]).toEqual({
      Principal: principal('user/default/ann'), Actions: quicksight('DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard'),
    });
    Object.values(dataSetsIn(template)).forEach(({ Permissions }) => expect(Permissions).toHaveLength(1));
    expect(onlyOne(template, DATA_SOURCE).Permissions).toHaveLength(1);
  });

  test('find the principals in the identity region', () => {
    const template = dashboardIn({ identityRegion: 'us-east-1' }, {}, { env: { account: '111122223333', region: 'eu-central-1' } }).template();
    const who = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':quicksight:us-east-1:111122223333:group/default/analysts']] };
    const resources = [onlyOne(template, DATA_SOURCE), ...Object.values(dataSetsIn(template)), onlyOne(template, DASHBOARD)];
    for (const { Permissions, AwsAccountId } of resources) {
      expect(Permissions[0].Principal).toEqual(who);
      expect(AwsAccountId).toBe('111122223333');
    }
  });

  test('take 64 principals', () => {
    const viewers = Array.from({ length: 63 }, (_, index) => QuickSightPrincipal.user(`user${index}`));
    expect(onlyOne(dashboardIn({ owners: [owner], viewers }).template(), DASHBOARD).Permissions).toHaveLength(64);
  });

  test('fails without an owner', () => {
    expect(() => dashboardIn({ owners: [], viewers: [viewer] })).toThrow(
      "Stack/Dashboard: the dashboard or its datasets have no owner, and nobody could see or change them; give one among the owners, as in QuickSightPrincipal.group('api-analysts')",
    );
  });

  test('fails with 65 principals', () => {
    const viewers = Array.from({ length: 64 }, (_, index) => QuickSightPrincipal.user(`user${index}`));
    expect(() => dashboardIn({ owners: [owner], viewers }))
      .toThrow('Stack/Dashboard: the dashboard has 65 owners and viewers, and QuickSight takes at most 64; make a QuickSight group of them');
  });

  test('fails with somebody who is named twice', () => {
    expect(() => dashboardIn({ owners: [QuickSightPrincipal.user('ann')], viewers: [viewer] })).toThrow(
      "Stack/Dashboard: 'user/default/ann' is named twice among the dashboard's owners and viewers, which QuickSight refuses; leave one out (an owner can view as well)",
    );
  });

  test('take a user and a group of the same name, and users of two namespaces', () => {
    const owners = [QuickSightPrincipal.user('ann'), QuickSightPrincipal.group('ann'), QuickSightPrincipal.user('ann', { namespace: 'other' })];
    expect(onlyOne(dashboardIn({ owners }).template(), DASHBOARD).Permissions).toHaveLength(3);
  });
});

describe('The data source', () => {
  const key = () => {
    const stack = new Stack(new App(), 'Stack');
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    const catalog = new UsageCatalog(stack, 'Catalog', { bucket });
    new UsageDashboard(stack, 'Dashboard', { catalog, owners: [QuickSightPrincipal.user('ann')] });
    return { stack, catalog, template: Template.fromStack(stack) };
  };

  test('queries in the catalog\'s work group with a role of its own, whose statements are those of a query', () => {
    const { stack, catalog, template } = key();
    const [[roleId, role]] = Object.entries(template.findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('QuickSight') } }));
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'quicksight.amazonaws.com' } },
    ]);
    expect(role.Properties.Policies).toEqual([{
      PolicyName: 'Query',
      PolicyDocument: { Version: '2012-10-17', Statement: stack.resolve(catalog._queryStatements().map((statement) => statement.toStatementJson())) },
    }]);
    expect(onlyOne(template, DATA_SOURCE).DataSourceParameters)
      .toEqual({ AthenaParameters: { WorkGroup: catalog.workGroupName, RoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] } } });
    expect(onlyOne(template, DATA_SOURCE).Type).toBe('ATHENA');
  });

  test('has all that it needs in the role itself, so that nothing is missing when QuickSight first tries it', () => {
    const { template } = key();
    const [roleId] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('QuickSight') } }));
    template.resourcePropertiesCountIs('AWS::IAM::Policy', { Roles: Match.arrayWith([{ Ref: roleId }]) }, 0);
    const [{ Properties, DependsOn }] = Object.values(template.findResources(DATA_SOURCE));
    expect(Properties.DataSourceParameters.AthenaParameters.RoleArn).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
    expect(DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::Athena::WorkGroup'))));
  });

  test('allows to run queries, to read the tables and their data, and to write results, and nothing else', () => {
    const { template } = key();
    const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('QuickSight') } }));
    const actions: string[] = role.Properties.Policies[0].PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(actions).toEqual(expect.arrayContaining([
      'athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetWorkGroup', 'athena:ListDataCatalogs',
      'glue:GetTable', 'glue:GetPartitions', 's3:GetObject', 's3:PutObject', 's3:GetBucketLocation', 'kms:Decrypt',
    ]));
    expect(actions.filter((action) => /\*|Delete|Update|CreateT/.test(action))).toEqual([]);
  });
});

describe('The datasets', () => {
  test('are four, each one physical table of SQL for the data source', () => {
    const template = dashboardIn().template();
    const [dataSourceId] = Object.keys(template.findResources(DATA_SOURCE));
    const dataSets = dataSetsIn(template);
    expect(Object.keys(dataSets)).toEqual(expect.arrayContaining(DATASETS));
    expect(Object.keys(dataSets)).toHaveLength(4);
    for (const [name, dataSet] of Object.entries(dataSets)) {
      expect(dataSet.LogicalTableMap).toBeUndefined();
      expect(Object.keys(dataSet.PhysicalTableMap)).toEqual([name.replaceAll('_', '-')]);
      expect(queryOf(dataSet).DataSourceArn).toEqual({ 'Fn::GetAtt': [dataSourceId, 'Arn'] });
      expect(queryOf(dataSet).SqlQuery).toMatch(/^\/\* \S.*\? \*\/\nWITH /);
    }
  });

  test('query Athena by default, without copies or schedules', () => {
    const template = dashboardIn().template();
    for (const dataSet of Object.values(dataSetsIn(template))) {
      expect(dataSet.ImportMode).toBe('DIRECT_QUERY');
      expect(dataSet.IngestionWaitPolicy).toBeUndefined();
      expect(dataSet.DataSetRefreshProperties).toBeUndefined();
    }
    template.resourceCountIs(SCHEDULE, 0);
  });

  test('share the dimensions by name and type, so that one control filters them all', () => {
    const { usage_hourly: usage, requests, latency_daily: latency, customers } = dataSetsIn(dashboardIn().template());
    const shared = ['api_stage', 'domain_name', 'endpoint', 'usage_plan', 'customer', 'status_class', 'error_type', 'attribution'].map((name) => `${name} STRING`);
    expect(columnsOf(usage)).toEqual(expect.arrayContaining(shared));
    expect(columnsOf(requests)).toEqual(expect.arrayContaining([...shared, 'source_ip STRING', 'api_user STRING', 'request_id STRING']));
    expect(columnsOf(latency)).toEqual(expect.arrayContaining(['api_stage STRING', 'endpoint STRING', 'customer STRING']));
    expect(columnsOf(customers)).toEqual(expect.arrayContaining(['customer STRING', 'usage_plan STRING']));
  });

  test('have the columns of the schema\'s owner: texts as dimensions, numbers as sums, times of single requests', () => {
    const schema = new AccessLogSchema(OWN_COLUMNS);
    const { template } = dashboardIn({}, { schema });
    schema.addColumn(AccessLogColumn.string('added_later', '$context.authorizer.later'));

    const own = /^(tenant_id|trial|items|price|signed_at|added_later) /;
    const { usage_hourly: usage, requests, latency_daily: latency, customers } = dataSetsIn(template());
    const texts = ['tenant_id STRING', 'trial STRING', 'added_later STRING'];
    expect(columnsOf(usage).filter((column) => own.test(column))).toEqual([...texts, 'items INTEGER', 'price DECIMAL']);
    expect(columnsOf(requests).filter((column) => own.test(column))).toEqual([...texts, 'items INTEGER', 'price DECIMAL', 'signed_at DATETIME']);
    expect([...columnsOf(latency), ...columnsOf(customers)].filter((column) => own.test(column))).toEqual([]);
  });

  test('fail with a column that they have already, at synthesis', () => {
    const schema = new AccessLogSchema([AccessLogColumn.integer('endpoint', '$context.authorizer.endpoint')]);
    expect(() => dashboardIn({}, { schema }).template()).toThrow(
      "[Stack/Dashboard/UsageHourly] the dataset 'usage_hourly' has a column 'endpoint' of its own; give your AccessLogColumn another name, as in 'my_endpoint'",
    );
  });

  test('come after the tables that they read', () => {
    const template = dashboardIn().template();
    const tables = Object.keys(template.findResources('AWS::Glue::Table'));
    Object.values(template.findResources(DATA_SET)).forEach(({ DependsOn }) => expect(DependsOn).toEqual(expect.arrayContaining(tables)));
  });

  test('go back 90 days, and one row a request 14', () => {
    const dataSets = dataSetsIn(dashboardIn().template());
    expect(DATASETS.map((name) => questionOf(dataSets[name]).match(/(\d+) days/)?.[1])).toEqual(['90', '14', '90', '90']);
  });

  test('go back as far as is wished', () => {
    const dataSets = dataSetsIn(dashboardIn({ usageWindow: Duration.days(120), requestsWindow: Duration.hours(48) }).template());
    expect(DATASETS.map((name) => questionOf(dataSets[name]).match(/(\d+) days/)?.[1])).toEqual(['120', '2', '120', '120']);
  });

  test.each([[Duration.days(1), 1], [Duration.days(401), 401], [Duration.hours(60), 2.5]])('fail with a window of %s', (window, days) => {
    expect(() => dashboardIn({ requestsWindow: window })).toThrow(`Stack/Dashboard: requestsWindow is ${days} days; give 2 to 400 whole days`);
  });
});

describe('In SPICE', () => {
  const template = dashboardIn({ importMode: DatasetImportMode.SPICE }).template();
  const dataSets = dataSetsIn(template);
  const schedulesOf = (name: string): Json[] => (
    Object.values(template.findResources(SCHEDULE, { Properties: { DataSetId: dataSets[name].DataSetId } }))
  );
  const early = { TimeOfTheDay: '02:00', TimeZone: 'UTC' };

  test('all datasets are copies, which no deployment waits for', () => {
    Object.values(dataSets).forEach(({ ImportMode, IngestionWaitPolicy }) => {
      expect(ImportMode).toBe('SPICE');
      expect(IngestionWaitPolicy).toEqual({ WaitForSpiceIngestion: false });
    });
    template.resourceCountIs(SCHEDULE, 2 * 2 + 4 + 1);
  });

  test.each(['usage_hourly', 'requests'])('%s is refreshed every hour by what has arrived, and renewed every week', (name) => {
    expect(dataSets[name].DataSetRefreshProperties).toEqual({
      RefreshConfiguration: { IncrementalRefresh: { LookbackWindow: { ColumnName: 'arrival_hour', Size: 2, SizeUnit: 'DAY' } } },
    });
    expect(columnsOf(dataSets[name])).toContain('arrival_hour DATETIME');
    expect(schedulesOf(name).map(({ Properties }) => Properties)).toEqual([
      {
        AwsAccountId: { Ref: 'AWS::AccountId' },
        DataSetId: dataSets[name].DataSetId,
        Schedule: { ScheduleId: 'hourly', RefreshType: 'INCREMENTAL_REFRESH', ScheduleFrequency: { Interval: 'HOURLY' } },
      },
      {
        AwsAccountId: { Ref: 'AWS::AccountId' },
        DataSetId: dataSets[name].DataSetId,
        Schedule: {
          ScheduleId: 'weekly', RefreshType: 'FULL_REFRESH', ScheduleFrequency: { Interval: 'WEEKLY', RefreshOnDay: { DayOfWeek: 'SUNDAY' }, ...early },
        },
      },
    ]);
  });

  test('customers is renewed every six hours, since its rows are counted anew and quotas end within a day', () => {
    expect(dataSets.customers.DataSetRefreshProperties).toBeUndefined();
    expect(schedulesOf('customers').map(({ Properties: { Schedule } }) => Schedule)).toEqual([
      ...['00', '06', '12', '18'].map((hour) => (
        { ScheduleId: `at-${hour}`, RefreshType: 'FULL_REFRESH', ScheduleFrequency: { Interval: 'DAILY', TimeOfTheDay: `${hour}:15`, TimeZone: 'UTC' } }
      )),
    ]);
  });

  test('latency_daily is renewed every day, since its rows are counted anew', () => {
    expect(dataSets.latency_daily.DataSetRefreshProperties).toBeUndefined();
    expect(schedulesOf('latency_daily').map(({ Properties: { Schedule } }) => Schedule)).toEqual([
      { ScheduleId: 'daily', RefreshType: 'FULL_REFRESH', ScheduleFrequency: { Interval: 'DAILY', ...early } },
    ]);
  });

  test('a schedule comes after its dataset', () => {
    const ids = new Map(Object.entries<Json>(template.findResources(DATA_SET)).map(([id, { Properties }]) => [Properties.DataSetId, id]));
    const schedules = Object.values<Json>(template.findResources(SCHEDULE));
    schedules.forEach(({ Properties, DependsOn }) => expect(DependsOn).toEqual([ids.get(Properties.DataSetId)]));
  });

  test('the columns are those of a direct query, and the SQL too, but that a copy has its records added up', () => {
    const direct = dataSetsIn(dashboardIn().template());
    DATASETS.forEach((name) => expect(columnsOf(dataSets[name])).toEqual(columnsOf(direct[name])));
    const isAddedUp = ({ usage_hourly: dataSet }: typeof direct) => /^ *GROUP BY 1, 2, 3/m.test(queryOf(dataSet).SqlQuery);
    expect([dataSets, direct].map(isAddedUp)).toEqual([true, false]);
    DATASETS.filter((name) => name !== 'usage_hourly').forEach((name) => expect(dataSets[name].PhysicalTableMap).toEqual(direct[name].PhysicalTableMap));
  });
});

describe('Names', () => {
  const idsOf = (template: Template) => [
    onlyOne(template, DATA_SOURCE).DataSourceId,
    ...DATASETS.map((name) => dataSetsIn(template)[name].DataSetId),
    onlyOne(template, DASHBOARD).DashboardId,
  ];

  test('are literal, and differ between stacks', () => {
    const { dashboard, template } = dashboardIn();
    const ids = idsOf(template());
    expect(new Set(ids).size).toBe(6);
    ids.forEach((id) => expect(id).toMatch(/^Stack-Dashboard-[0-9A-F]{8}-(athena|usage-hourly|requests|latency-daily|customers|dashboard)$/));
    expect(dashboard.dashboardId).toBe(ids[5]);
    expect(idsOf(dashboardIn({}, {}, { stackName: 'other' }).template())).not.toEqual(ids);
  });

  test('have letters, digits and dashes, however deep the dashboard lies', () => {
    const outer = new Stack(new App(), 'Stack');
    const inner = new NestedStack(outer, 'A_rather_long_name_of_a_nested_stack_with_underscores_in_it');
    const catalog = new UsageCatalog(inner, 'Catalog', { bucket: new s3.Bucket(inner, 'Bucket') });
    new UsageDashboard(inner, 'And_a_dashboard_of_a_long_name_too', { catalog, owners: [QuickSightPrincipal.user('ann')] });
    const template = Template.fromStack(inner);
    idsOf(template).forEach((id) => expect(id).toMatch(/^[0-9a-zA-Z-]{1,80}$/));
    expect(onlyOne(template, DASHBOARD).Name).toMatch(/^API usage \(\w{1,64}\)$/);
  });

  test('can be chosen', () => {
    const template = dashboardIn({ name: 'Pet shop' }).template();
    expect(onlyOne(template, DASHBOARD).Name).toBe('Pet shop');
    expect(onlyOne(template, DATA_SOURCE).Name).toBe('Pet shop');
    expect(DATASETS.map((name) => dataSetsIn(template)[name].Name)).toEqual(DATASETS.map((name) => `Pet shop, ${name}`));
    expect(onlyOne(dashboardIn().template(), DASHBOARD).Name).toBe('API usage (Stack)');
  });

  test.each([['', 0], ['x'.repeat(101), 101]])('fails with the name %j', (name, length) => {
    expect(() => dashboardIn({ name }))
      .toThrow(`Stack/Dashboard: the dashboard's name has ${length} characters, and 1 to 100 are allowed, got '${name}'; choose another one`);
  });

  test.each(['', 'US-EAST-1', 'Virginia', 'us-east'])('fails with the identity region %j', (identityRegion) => {
    expect(() => dashboardIn({ identityRegion })).toThrow(
      `Stack/Dashboard: identityRegion '${identityRegion}' is no AWS region; give the one that your QuickSight account was set up in, as in 'us-east-1'`,
    );
  });

  test('can be known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const catalog = new UsageCatalog(stack, 'Catalog', { bucket: new s3.Bucket(stack, 'Bucket'), databaseName: parameter('Database') });
    new UsageDashboard(stack, 'Dashboard', {
      catalog, name: parameter('Name'), identityRegion: parameter('Region'), owners: [QuickSightPrincipal.user(parameter('Owner'))],
    });
    const template = Template.fromStack(stack);
    expect(onlyOne(template, DASHBOARD).Name).toEqual({ Ref: 'Name' });
    Object.values(template.findResources(DATA_SET)).forEach(({ Properties }) => expect(JSON.stringify(Properties.PhysicalTableMap)).toContain('{"Ref":"Database"}'));
    expect(onlyOne(template, DASHBOARD).Permissions[0].Principal['Fn::Join'][1]).toEqual(expect.arrayContaining([{ Ref: 'Region' }, { Ref: 'Owner' }]));
  });

  test('work across stacks', () => {
    const app = new App();
    const data = new Stack(app, 'Data');
    const catalog = new UsageCatalog(data, 'Catalog', { bucket: new s3.Bucket(data, 'Bucket') });
    const shown = new Stack(app, 'Shown');
    new UsageDashboard(shown, 'Dashboard', { catalog, owners: [QuickSightPrincipal.user('ann')] });
    expect(onlyOne(Template.fromStack(shown), DATA_SOURCE).DataSourceParameters.AthenaParameters.WorkGroup).toBe(catalog.workGroupName);
    expect(shown.dependencies).toContain(data);
  });
});
