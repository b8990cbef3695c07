import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CfnTemplate } from './template';

/** Those resources that the library adds, as app.cjs reads them to write them by hand. */
export interface ByHand {
  readonly resources: CfnTemplate['Resources'];
  /** The directories with the functions' code, by the functions' logical ids. */
  readonly code: Record<string, string>;
  /** With its access log; all else it has from the API. */
  readonly stage: CfnTemplate['Resources'][string];
}

/** What the analytics add to an API: all that its template has more. */
export function byHand(api: CfnTemplate, withAnalytics: CfnTemplate, assembly: string): ByHand {
  const added = Object.entries(withAnalytics.Resources).filter(([id]) => !(id in api.Resources));
  const code = added.filter(([, { Type }]) => Type === 'AWS::Lambda::Function').map(([id, { Properties }]) => {
    const [hash] = (Properties!.Code as { S3Key: string }).S3Key.split('.');
    return [id, join(assembly, readdirSync(assembly).find((name) => name.startsWith(`asset.${hash}`))!)];
  });
  const stage = Object.values(withAnalytics.Resources).find(({ Type }) => Type === 'AWS::ApiGateway::Stage');
  return { resources: Object.fromEntries(added), code: Object.fromEntries(code), stage: stage! };
}

/** Else two apps would be compared that are not the same. */
export function checkSame(ours: CfnTemplate, other: CfnTemplate): void {
  const differing = Object.keys({ ...ours.Resources, ...other.Resources })
    .filter((id) => !isDeepStrictEqual(ours.Resources[id], other.Resources[id]));
  if (differing.length > 0) {
    throw new Error(`The resources that are written by hand are not the library's: ${differing.join(', ')} differ.`);
  }
}
