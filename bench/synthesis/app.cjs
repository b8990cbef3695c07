// Builds and synthesizes one app in a process of its own, and tells how long importing took and how long the rest. Plain JavaScript, as tsx would
// take a part of the time. The second argument says who writes the analytics: 'ours', a file with the resources written by hand, or 'nobody'.
const started = performance.now();
const [, , outdir, analytics, dashboard] = process.argv;
const { App, CfnResource, Stack } = require('aws-cdk-lib');
const { MockIntegration, RestApi } = require('aws-cdk-lib/aws-apigateway');
const attach = analytics === 'nobody' ? () => undefined : analytics === 'ours' ? ours() : byHand(analytics);
const imported = performance.now();

const app = new App({ outdir });
const stack = new Stack(app, 'Stack');
const api = new RestApi(stack, 'Api');
api.root.addResource('pets').addMethod('GET', new MockIntegration(), { apiKeyRequired: true });
api.addUsagePlan('Plan', { name: 'Plan', apiStages: [{ stage: api.deploymentStage }] }).addApiKey(api.addApiKey('Key'));
attach(api.deploymentStage);
app.synth();
const synthesized = performance.now();
process.send({ importing: imported - started, synthesis: synthesized - imported }, () => process.exit());

function ours() {
  const { ApiUsageAnalytics, QuickSightPrincipal } = require(process.env.LIBRARY);
  const props = dashboard === 'dashboard' ? { dashboardOwners: [QuickSightPrincipal.group('api-analysts')] } : {};
  return (stage) => new ApiUsageAnalytics(stack, 'UsageAnalytics', props).attachTo(stage);
}

/** No less than the template needs: no construct around a resource, no function that computes a property. */
function byHand(file) {
  const { Asset } = require('aws-cdk-lib/aws-s3-assets');
  const { resources, code, stage: { Properties: { AccessLogSetting }, DependsOn } } = require(file);
  return (stage) => {
    for (const [id, { Type: type, Properties: properties, ...attributes }] of Object.entries(resources)) {
      if (code[id]) {
        const { s3BucketName, s3ObjectKey } = new Asset(stack, `${id}Code`, { path: code[id] });
        properties.Code = { S3Bucket: s3BucketName, S3Key: s3ObjectKey };
      }
      const resource = new CfnResource(stack, id, { type, properties });
      Object.entries(attributes).forEach(([name, value]) => resource.addOverride(name, value));
    }
    stage.node.defaultChild.addPropertyOverride('AccessLogSetting', AccessLogSetting);
    stage.node.defaultChild.addOverride('DependsOn', DependsOn);
  };
}
