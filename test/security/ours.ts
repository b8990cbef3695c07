import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import * as library from '../../src';

/** The constructs that the library exports, by the names of their classes. */
const CLASSES = new Map<unknown, string>(Object.entries<unknown>(library)
  .filter(([, exported]) => typeof exported === 'function' && exported.prototype instanceof Construct)
  .map(([name, exported]) => [exported, name]));

/** What the library makes that a construct belongs to: the class and the path below it. None for what an app makes itself. */
export function whereOf(construct: IConstruct): string | undefined {
  const scopes = [...construct.node.scopes].reverse();
  const part = scopes.find((scope) => CLASSES.has(scope.constructor));
  if (!part) {
    return undefined;
  }
  const below = scopes.slice(0, scopes.indexOf(part)).reverse()
    .map(({ node }) => node.id.replace(/^Forwarder-.*/, 'Forwarder-<name>'))
    .filter((id) => id !== 'Resource');
  return [CLASSES.get(part.constructor), ...below].join('/');
}

/** The role that a policy is of, as `whereOf()` names it. */
export function roleOf(policy: IConstruct): string | undefined {
  return whereOf(policy)?.replace(/\/(DefaultPolicy|Policy)$/, '');
}
