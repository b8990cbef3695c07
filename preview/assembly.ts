import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { FunctionProps } from './lambda/function';
import type { Resource } from './template';
import { Template } from './template';

/** A synthesized stack, and the code of its functions. */
export interface Assembly {
  readonly template: Template;
  /** A function of the template, ready to be run. */
  functionProps(id: string): FunctionProps;
}

interface AssetManifest {
  readonly files?: Record<string, {
    readonly source: { readonly path?: string; readonly packaging: string };
    readonly destinations: Record<string, { readonly objectKey: string }>;
  }>;
}

interface FunctionResource {
  readonly Code: { readonly S3Key?: string };
  readonly Handler: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Record<string, string> };
}

/** Synthesizes an app into a directory. */
export function synthesize(define: (app: App) => Stack, outdir: string): Assembly {
  // CDK's validation of templates is for who deploys: it takes several times as long, and as much memory, as all the rest of synthesis
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
  const stack = define(app);
  const assembly = app.synth();
  const template = new Template(assembly.getStackArtifact(stack.artifactId).template as object);
  const assets = assetDirectories(assembly.directory);
  return { template, functionProps: (id) => functionProps(template, template.resource(id), assets) };
}

/** The directory of each asset, by its key in the assets' bucket. */
function assetDirectories(assembly: string): Map<string, string> {
  const directories = new Map<string, string>();
  for (const name of readdirSync(assembly).filter((file) => file.endsWith('.assets.json'))) {
    const { files = {} } = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as AssetManifest;
    for (const { source, destinations } of Object.values(files)) {
      if (source.packaging === 'zip' && source.path !== undefined) {
        Object.values(destinations).forEach(({ objectKey }) => directories.set(objectKey, join(assembly, source.path!)));
      }
    }
  }
  return directories;
}

function functionProps(template: Template, { id, properties }: Resource, assets: Map<string, string>): FunctionProps {
  const { Code, Handler, Timeout, MemorySize, Environment } = template.resolve<FunctionResource>(properties);
  const codeDirectory = assets.get(Code.S3Key ?? '');
  if (codeDirectory === undefined) {
    throw new Error(`Function '${id}': its code is no asset of the app`);
  }
  return {
    name: template.resolve({ Ref: id }),
    codeDirectory,
    handler: Handler,
    timeoutSeconds: Timeout ?? 3,
    memorySizeMb: MemorySize ?? 128,
    environment: Environment?.Variables ?? {},
  };
}
