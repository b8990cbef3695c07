import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A synthesized template, as far as it is looked at here. */
export interface CfnTemplate {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>;
}

/** Of the app in app.cjs. */
export function templateOf(assembly: string): { readonly template: CfnTemplate; readonly kilobytes: number } {
  const content = readFileSync(join(assembly, 'Stack.template.json'));
  return { template: JSON.parse(content.toString()) as CfnTemplate, kilobytes: content.length / 1_000 };
}
