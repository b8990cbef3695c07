import { Stack, aws_iam as iam, aws_quicksight as quicksight } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Permissions } from './permissions';
import { DATA_SOURCE_OWNER } from './permissions';
import type { UsageCatalog } from '../catalog/usage-catalog';

export interface AthenaDataSourceProps {
  /** Unique in the account and region. */
  readonly dataSourceId: string;
  readonly name: string;
  readonly catalog: UsageCatalog;
  readonly permissions: Permissions;
}

/** QuickSight's way to the catalog: in the catalog's workgroup, with a role that reads nothing else. */
export class AthenaDataSource extends Construct {
  public readonly arn: string;
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, { dataSourceId, name, catalog, permissions }: AthenaDataSourceProps) {
    super(scope, id);

    // Inline, since a policy of its own could come into being after QuickSight has tried the role.
    // No condition on the source account: QuickSight does not document that it sends one.
    const role = new iam.Role(this, 'Role', {
      description: 'Lets QuickSight query the API usage catalog with Athena',
      assumedBy: new iam.ServicePrincipal('quicksight.amazonaws.com'),
      inlinePolicies: { Query: new iam.PolicyDocument({ statements: catalog._queryStatements() }) },
    });

    const dataSource = new quicksight.CfnDataSource(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dataSourceId,
      name,
      type: 'ATHENA',
      dataSourceParameters: { athenaParameters: { workGroup: catalog.workGroupName, roleArn: role.roleArn } },
      permissions: permissions.ofOwners(DATA_SOURCE_OWNER),
    });
    dataSource.node.addDependency(catalog);

    this.arn = dataSource.attrArn;
    this.role = role;
  }
}
