import { ArnFormat, CfnResource, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnDeployment, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { ImportedStages } from './imported-stages';
import { checkIds, policyNameOf, settingIdOf } from './stage-ids';
import { assemblyOf } from '../same-place';
import { SETTING_RESOURCE_TYPE, SettingAttributes, SettingProperties } from './setting-properties';
import { isSameStage } from '../stage-identity';
import { isStageResource, pathOf } from '../stage-resource';
import type { StageSetting } from '../stage-setting';

/** Where each imported stage is attached, by app or `cdk.Stage`. */
const ATTACHED = new WeakMap<IConstruct, Map<string, string>>();

/** Sets the access log of an imported stage by a custom resource; returns what that reports. */
export function setImportedStage(scope: Construct, stage: IStageRef, setting: StageSetting): (name: keyof SettingAttributes) => string {
  checkIds(scope, stage);
  const note = checkAttachedOnce(scope, stage);
  const { restApiId, stageName } = stage.stageRef;
  const importedStages = ImportedStages.of(setting.deliveryStream);
  importedStages.reserve(scope, stage);
  const policy = allow(scope, stage, importedStages);
  const properties: SettingProperties = {
    RestApiId: restApiId,
    StageName: stageName,
    DestinationArn: setting.deliveryStream._arnFor(Stack.of(scope)),
    DestinationIsShared: String(setting.deliveryStream._isGiven),
    Format: setting.format,
    ReplaceExisting: String(setting.replaceExisting),
  };
  const resource = new CustomResource(scope, 'Setting', {
    resourceType: SETTING_RESOURCE_TYPE,
    serviceToken: importedStages.serviceToken,
    // the function ends in five minutes; without an answer CloudFormation would wait for an hour
    serviceTimeout: Duration.minutes(15),
    properties: { ...properties },
  });
  resource.node.addDependency(policy, setting.deliveryStream.deliveryStream, ...deploymentsOf(scope, stage), ...importedStages.queue(resource));
  // at the end, because the app may make the stage later
  scope.node.addValidation({ validate: () => madeHere(stage) });
  note();
  return (name) => resource.getAttString(name);
}

/** Two settings of one stage would each undo the other. Returns how to take note of this one. */
function checkAttachedOnce(scope: Construct, stage: IStageRef): () => void {
  const assembly = assemblyOf(scope);
  const attached = ATTACHED.get(assembly) ?? new Map<string, string>();
  ATTACHED.set(assembly, attached);
  // an id can be the same text in several regions, until it is looked up
  const id = `${Stack.of(scope).environment} ${settingIdOf(stage)}`;
  const other = attached.get(id);
  if (other) {
    throw new Error(`${scope.node.scope!.node.path}: stage ${stage.node.path} is attached by ${other} already; attach it once`);
  }
  return () => attached.set(id, scope.node.path);
}

/**
 * A policy for each stage, which goes after the stage's setting has gone: were it a statement of a common policy, an update would
 * withdraw it first. For the same reason its name changes with the stage, so that it is replaced.
 */
function allow(scope: Construct, stage: IStageRef, importedStages: ImportedStages): iam.CfnRolePolicy {
  const { restApiId, stageName } = stage.stageRef;
  const stageArn = Stack.of(scope).formatArn({
    service: 'apigateway',
    account: '',
    resource: 'restapis',
    resourceName: `${restApiId}/stages/${stageName}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_SLASH_RESOURCE_NAME,
  });
  return new iam.CfnRolePolicy(scope, 'Policy', {
    roleName: importedStages.role.roleName,
    policyName: policyNameOf(scope, stage),
    policyDocument: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({ actions: ['apigateway:GET', 'apigateway:PATCH'], resources: [stageArn] }),
        // the role itself has it for its own stack
        ...Stack.of(scope) === Stack.of(importedStages) ? [] : [importedStages.ownStack(Stack.of(scope))],
      ],
    }),
  });
}

/** A deployment can make the stage by itself, without a resource of its own to import. */
function deploymentsOf(scope: Construct, stage: IStageRef): CfnDeployment[] {
  return Stack.of(scope).node.findAll().filter(isDeployment)
    .filter((deployment) => Stack.of(deployment) === Stack.of(scope) && isSameStage(deployment, stage));
}

function isDeployment(construct: IConstruct): construct is CfnDeployment {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === CfnDeployment.CFN_RESOURCE_TYPE_NAME;
}

/** A setting of the stage and a custom resource would each undo the other. */
function madeHere(imported: IStageRef): string[] {
  const made = imported.node.root.node.findAll().filter(isStageResource).find((stage) => isSameStage(stage, imported));
  return made ? [`${imported.node.path} imports stage ${imported.stageRef.stageName} of an API of this app, and ${pathOf(made)} makes it; attach that one`] : [];
}
