import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { quickstart } from '../examples/typescript/quickstart';

describe('the template of the quickstart', () => {
  test('is the one that was last looked at', () => {
    const template = Template.fromStack(quickstart(new App())).toJSON();
    // ten thousand lines that nobody looks at: test/dashboard has an eye on them
    const [dashboard] = Object.values(Template.fromJSON(template).findResources('AWS::QuickSight::Dashboard'));
    const normalised = JSON.parse(JSON.stringify(template)
      .replace(JSON.stringify(dashboard.Properties.Definition), '"<definition>"')
      .replace(/[0-9a-f]{64}/g, '<asset>'));
    expect(normalised).toMatchSnapshot();
  });

  test('is far below CloudFormation\'s limit of 1 MB', () => {
    const template = Template.fromStack(quickstart(new App())).toJSON();
    expect(JSON.stringify(template).length).toBeLessThan(330_000);
  });
});
