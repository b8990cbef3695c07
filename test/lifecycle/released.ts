import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, Resources } from './apps';
import { isKept } from './resource-types';

/** A folder for each released version, with a file for each app: the resources that have to stay, by stack. */
export const RELEASED = join(__dirname, 'released');

/** Long, changed in place, and no part of the question. */
const LEFT_OUT: Record<string, readonly string[]> = {
  'AWS::QuickSight::Dashboard': ['Definition', 'Permissions'],
  'AWS::QuickSight::DataSet': ['PhysicalTableMap', 'Permissions'],
  'AWS::QuickSight::DataSource': ['Permissions'],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument', 'Policies'],
  'AWS::Lambda::Function': ['Code', 'Description', 'Environment'],
  'Custom::ApiGatewayAccessLogSetting': ['Format'],
};

/** The examples' APIs have it by aws-cdk-lib, and not by this library. */
const OF_AN_API = /CloudWatchRole[0-9A-F]{8}$/;

/** What a snapshot says of a template. */
export function keptResources(resources: Resources): Resources {
  const kept = Object.entries(resources).filter(([id, resource]) => isKept(resource) && !OF_AN_API.test(id));
  return Object.fromEntries(kept.map(([id, resource]) => [id, shortened(resource)]));
}

export function releasedVersions(): string[] {
  return readdirSync(RELEASED).sort();
}

/** The apps of a version. */
export function releasedApps(version: string): string[] {
  return readdirSync(join(RELEASED, version)).map((file) => file.replace(/\.json$/, ''));
}

/** The resources of an app as a version made them, by stack. */
export function releasedResources(version: string, app: string): Record<string, Resources> {
  return JSON.parse(readFileSync(join(RELEASED, version, `${app}.json`), 'utf8'));
}

function shortened({ Type, Properties = {}, DeletionPolicy, UpdateReplacePolicy }: Resource): Resource {
  const properties = Object.fromEntries(Object.entries(Properties).filter(([name]) => !LEFT_OUT[Type]?.includes(name)));
  const { TableInput } = properties;
  return {
    Type,
    Properties: Type === 'AWS::Glue::Table' ? { ...properties, TableInput: { Name: TableInput.Name, TableType: TableInput.TableType } } : properties,
    DeletionPolicy,
    UpdateReplacePolicy,
  };
}
