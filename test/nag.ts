import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks } from 'cdk-nag';
import { CONTEXT } from './security/apps';
import { whereOf } from './security/ours';

/** What a pack of cdk-nag, or aws-cdk-lib itself, has to say of a construct. */
export interface Finding {
  readonly pack: string;
  /** Without the name of the pack, and without what it found: `IAM5`, `LambdaDLQ`. */
  readonly rule: string;
  /** What it found, as in `Resource::*`. */
  readonly detail?: string;
  readonly path: string;
  /** Where the construct is, if the library makes it. */
  readonly where?: string;
  readonly resourceType?: string;
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string; readonly violatingConstructs: readonly { readonly constructPath?: string }[] }[];
  }[];
}

/** All findings of three packs in an app, by one synthesis, and of aws-cdk-lib where that is asked for: it takes as long as all the others. */
export function findings(make: (app: App) => unknown, withOwnChecks = false): Finding[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  process.env.CDK_VALIDATION = String(withOwnChecks);
  try {
    const app = new App({
      outdir,
      context: { ...CONTEXT, '@aws-cdk/core:validationReportJson': true, '@aws-cdk/core:failSynthOnValidationErrors': false },
    });
    make(app);
    app.synth();
    const reports = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks()].map((pack) => pack.validateScope(app));
    const byPacks = reports.flatMap(({ violations }) => violations).map(({ ruleName, violatingResources }) => ({
      ruleName, violatingConstructs: violatingResources as { readonly constructPath?: string }[],
    }));
    const own = withOwnChecks ? (JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report).pluginReports : [];
    const constructs = new Map(app.node.findAll().map((construct) => [construct.node.path, construct]));
    return [...byPacks, ...own.flatMap(({ violations }) => violations)].flatMap(({ ruleName, violatingConstructs }) => {
      const [, pack = 'aws-cdk-lib', rule, detail] = /^(?:(AwsSolutions|NIST\.800\.53\.R5|HIPAA\.Security)-)?([^[]+)(?:\[(.*)\])?$/s.exec(ruleName)!;
      return violatingConstructs.map(({ constructPath: path = '' }): Finding => {
        const construct = constructs.get(path);
        return {
          pack,
          rule,
          detail,
          path,
          where: construct && whereOf(construct),
          resourceType: CfnResource.isCfnResource(construct) ? construct.cfnResourceType : undefined,
        };
      });
    });
  } finally {
    process.env.CDK_VALIDATION = 'false';
    rmSync(outdir, { recursive: true, force: true });
  }
}
