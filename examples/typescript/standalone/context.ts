import { ApiUsageAnalyticsProps, QuickSightPrincipal } from 'cdk-api-usage-analytics';
import { Node } from 'constructs';

/** What this app is told by context, as in `-c restApiId=a1b2c3d4e5`. */
export interface StandaloneContext {
  readonly restApiId: string;
  readonly stageName: string;
  readonly replaceExisting: boolean;
  readonly dashboard: ApiUsageAnalyticsProps;
}

/** Its message is all that its reader needs: one sentence with the key, the value and the mend. */
export class ContextError extends Error {}

const KEYS = ['restApiId', 'stageName', 'replaceExisting', 'quickSightGroup', 'quickSightUser', 'quickSightIdentityRegion'] as const;
type Key = typeof KEYS[number];

export function readContext(node: Node): StandaloneContext {
  checkSpelling(node);
  return {
    restApiId: restApiId(node),
    stageName: stageName(node),
    replaceExisting: replaceExisting(node),
    dashboard: dashboard(node),
  };
}

function restApiId(node: Node): string {
  const where = '\'aws apigateway get-rest-apis\' lists the ids';
  const id = text(node, 'restApiId') ?? missing('restApiId', 'a1b2c3d4e5', where);
  if (!/^[A-Za-z0-9]+$/.test(id)) {
    // an ARN or a URL has the id within it
    const [, within = 'a1b2c3d4e5'] = /(?:\/restapis\/|:\/\/)([a-z0-9]{10})\b/.exec(id) ?? [];
    throw new ContextError(`Context 'restApiId' is '${id}', and an API's id has letters and digits only; give it as in -c restApiId=${within} (${where}).`);
  }
  return id;
}

function stageName(node: Node): string {
  const where = '\'aws apigateway get-stages --rest-api-id …\' lists the names';
  const name = text(node, 'stageName') ?? missing('stageName', 'prod', where);
  if (name === '$default') {
    throw new ContextError(`Context 'stageName' is '${name}', which is a stage of an HTTP API, and HTTP APIs cannot log to Firehose; give an API and a stage of type REST (${where}).`);
  }
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(name)) {
    throw new ContextError(`Context 'stageName' is '${name}', and a stage's name has 1 to 128 letters, digits, hyphens and underscores; give it as in -c stageName=prod (${where}).`);
  }
  return name;
}

function replaceExisting(node: Node): boolean {
  const value = text(node, 'replaceExisting') ?? 'false';
  if (!['true', 'false'].includes(value)) {
    throw new ContextError(`Context 'replaceExisting' is '${value}'; give -c replaceExisting=true to take the place of an access log that the stage has already, or leave it out.`);
  }
  return value === 'true';
}

function dashboard(node: Node): ApiUsageAnalyticsProps {
  const group = quickSightName(node, 'quickSightGroup');
  const user = quickSightName(node, 'quickSightUser');
  const region = text(node, 'quickSightIdentityRegion');
  if (region !== undefined && !group && !user) {
    throw new ContextError(`Context 'quickSightIdentityRegion' is '${region}', and there is no dashboard without somebody to see it; give -c quickSightGroup=… or -c quickSightUser=… as well, or leave it out.`);
  }
  if (region !== undefined && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new ContextError(`Context 'quickSightIdentityRegion' is '${region}', which is no AWS region; give the one that QuickSight was set up in, as in -c quickSightIdentityRegion=us-east-1.`);
  }
  const owners = [...(group ? [QuickSightPrincipal.group(group)] : []), ...(user ? [QuickSightPrincipal.user(user)] : [])];
  return owners.length ? { dashboardOwners: owners, quickSightIdentityRegion: region } : {};
}

function quickSightName(node: Node, key: Key): string | undefined {
  const name = text(node, key);
  if (name !== undefined && (name.trim() === '' || name.startsWith('arn:'))) {
    throw new ContextError(`Context '${key}' is '${name}', and the name alone is needed, neither empty nor an ARN; give it as in -c ${key}=api-analysts, or leave it out.`);
  }
  return name;
}

/** The CDK's command line makes text of each value; in cdk.json it can be something else. */
function text(node: Node, key: Key): string | undefined {
  const value: unknown = node.tryGetContext(key);
  if (typeof value === 'object' && value !== null) {
    throw new ContextError(`Context '${key}' is ${JSON.stringify(value)}, and takes one value alone; give it as in -c ${key}=….`);
  }
  return value === undefined || value === null ? undefined : String(value);
}

function missing(key: Key, example: string, where: string): never {
  throw new ContextError(`Context '${key}' is missing; give it as in -c ${key}=${example} (${where}).`);
}

/** A key in another spelling, or in the plural, would have no effect, and be missed only on the dashboard. */
function checkSpelling(node: Node): void {
  for (const given of Object.keys(node.getAllContext())) {
    const meant = KEYS.find((key) => key.toLowerCase() === given.toLowerCase().replace(/s$/, ''));
    if (meant && meant !== given) {
      throw new ContextError(`Context '${given}' is not known; write it as in -c ${meant}=${node.tryGetContext(given)}.`);
    }
  }
}
