import json
import re
from pathlib import Path

from aws_cdk import App
from aws_cdk.assertions import Template

from app import quickstart

TYPESCRIPT = Path(__file__).parents[2] / "typescript" / "template" / "Quickstart.template.json"


def normalised(template: str) -> dict:
    return json.loads(re.sub("[0-9a-f]{64}", "<asset>", template))


def test_makes_the_template_of_the_typescript_app():
    assert TYPESCRIPT.exists(), "make it first: npm install && npm run template, in ../typescript"
    template = Template.from_stack(quickstart(App())).to_json()

    assert normalised(json.dumps(template)) == normalised(TYPESCRIPT.read_text())
