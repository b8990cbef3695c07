import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Where a QuickSight user or group is found. */
export interface QuickSightPrincipalOptions {
  /**
   * The QuickSight namespace of the user or group: at most 64 letters, digits, dots, dashes and underscores.
   *
   * @default default
   * @see https://docs.aws.amazon.com/quicksight/latest/developerguide/namespace-operations.html
   */
  readonly namespace?: string;
}

/**
 * A user or a group of QuickSight, who can be given a dashboard.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_ResourcePermission.html
 *
 * @example
 * new ApiUsageAnalytics(this, 'UsageAnalytics', {
 *   dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
 *   dashboardViewers: [QuickSightPrincipal.user('PowerUser/alice@example.com')],
 * });
 */
export class QuickSightPrincipal {
  /**
   * A user of QuickSight.
   *
   * @param name The user's name as QuickSight shows it under "Manage users"; for a user who signs in by a role it is `<role>/<session>`
   * @param options Where the user is found
   */
  public static user(name: string, options: QuickSightPrincipalOptions = {}): QuickSightPrincipal {
    return new QuickSightPrincipal('user', name, options.namespace ?? 'default');
  }

  /**
   * A group of QuickSight users.
   *
   * @param name The group's name
   * @param options Where the group is found
   */
  public static group(name: string, options: QuickSightPrincipalOptions = {}): QuickSightPrincipal {
    return new QuickSightPrincipal('group', name, options.namespace ?? 'default');
  }

  private constructor(private readonly type: string, private readonly name: string, private readonly namespace: string) {
    if (!Token.isUnresolved(name) && (name.trim() === '' || name.startsWith('arn:'))) {
      throw new Error(`QuickSightPrincipal '${name}': a ${type}'s name is needed, neither empty nor an ARN; write it as in QuickSightPrincipal.${type}('alice')`);
    }
    if (!Token.isUnresolved(namespace) && !/^[a-zA-Z0-9._-]{1,64}$/.test(namespace)) {
      throw new Error(`QuickSightPrincipal '${name}': '${namespace}' is no namespace, which has at most 64 letters, digits, dots, dashes and underscores; leave it out for the default one`);
    }
  }

  /**
   * The same for the same user or group.
   *
   * @internal
   */
  public _key(): string {
    return `${this.type}/${this.namespace}/${this.name}`;
  }

  /** @internal */
  public _arn(scope: Construct, identityRegion: string): string {
    return Stack.of(scope).formatArn({
      service: 'quicksight',
      region: identityRegion,
      resource: this.type,
      resourceName: `${this.namespace}/${this.name}`,
    });
  }
}
