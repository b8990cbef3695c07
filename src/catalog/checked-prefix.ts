import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { API_KEYS_PREFIX, ATHENA_PREFIX, REPLAYED_PREFIX } from '../record/layout';

const EXAMPLES: Readonly<Record<string, string>> = { logsPrefix: 'api-usage/logs/', errorsPrefix: 'api-usage/errors/' };

/** A folder of the bucket for one purpose alone: tables read all that lies below theirs. */
export function checkedPrefix(scope: Construct, name: string, prefix: string, others: readonly string[] = []): string {
  if (Token.isUnresolved(prefix)) {
    return prefix;
  }
  if (!/^[A-Za-z0-9_.=-]+(\/[A-Za-z0-9_.=-]+)*\/$/.test(prefix)) {
    throw new Error(`${scope.node.path}: '${name}' is '${prefix}', and a folder is needed: letters, digits and _ . = - between slashes, with one at its end; write it as in '${EXAMPLES[name] ?? 'records/'}'`);
  }
  const taken = [API_KEYS_PREFIX, ATHENA_PREFIX, REPLAYED_PREFIX, ...others].find((other) => other.startsWith(prefix) || prefix.startsWith(other));
  if (taken) {
    throw new Error(`${scope.node.path}: '${name}' is '${prefix}', and overlaps '${taken}', which holds something else; give it a folder of its own`);
  }
  return prefix;
}
