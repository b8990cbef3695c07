import { Token } from 'aws-cdk-lib';
import type { RecordFilter } from '../../record/record-filter';

/** A filter that lets nothing through, or everything, without being meant to. */
export function checkFilter(forwarder: string, filter: RecordFilter): void {
  const { share, ...lists } = filter;
  if (share !== undefined && !Token.isUnresolved(share) && !(share > 0 && share <= 1)) {
    throw new Error(`LogForwarder '${forwarder}': its filter's share is ${share}; give more than 0 and at most 1, as in 0.1 for a tenth`);
  }
  for (const [name, values] of Object.entries(lists)) {
    if (Array.isArray(values) && values.length === 0) {
      throw new Error(`LogForwarder '${forwarder}': its filter's ${name} is an empty list${name === 'excludedResourcePaths' ? '' : ', which lets nothing through'}; leave it out`);
    }
  }
}
