import { App, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { QuickSightPrincipal, UsageCatalog, UsageDashboard } from '../../src';
import type { UsageCatalogProps, UsageDashboardProps } from '../../src';

/** A dashboard over a catalog of its own. */
export function dashboardIn(
  props: Partial<UsageDashboardProps> = {}, catalogProps: Partial<UsageCatalogProps> = {}, stackProps: StackProps = {},
) {
  const stack = new Stack(new App(), 'Stack', stackProps);
  const catalog = new UsageCatalog(stack, 'Catalog', { bucket: new s3.Bucket(stack, 'Bucket'), ...catalogProps });
  const dashboard = new UsageDashboard(stack, 'Dashboard', { catalog, owners: [QuickSightPrincipal.group('analysts')], ...props });
  return { stack, catalog, dashboard, template: () => Template.fromStack(stack) };
}

/** Properties of the only resource of a type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function onlyOne(template: Template, type: string): any {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) {
    throw new Error(`${found.length} resources of ${type}`);
  }
  return found[0].Properties;
}

export interface Node {
  /** The key that the node stands under. */
  readonly key: string;
  readonly value: Record<string, unknown>;
}

/** All objects of a definition, from the outside in. */
export function nodesOf(value: unknown, key = ''): Node[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => nodesOf(item, key));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return [{ key, value: value as Record<string, unknown> }, ...Object.entries(value).flatMap(([name, item]) => nodesOf(item, name))];
}
