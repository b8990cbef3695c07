package main

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

const typescript = "../typescript/template/Quickstart.template.json"

var asset = regexp.MustCompile("[0-9a-f]{64}")

func TestMakesTheTemplateOfTheTypeScriptApp(t *testing.T) {
	defer jsii.Close()
	template := assertions.Template_FromStack(quickstart(awscdk.NewApp(nil)), nil).ToJSON()

	made, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	wanted, err := os.ReadFile(typescript)
	if err != nil {
		t.Fatalf("%v: make it first: npm install && npm run template, in ../typescript", err)
	}
	if !reflect.DeepEqual(normalised(t, made), normalised(t, wanted)) {
		t.Errorf("the template differs from %s", typescript)
	}
}

func normalised(t *testing.T, template []byte) (value any) {
	t.Helper()
	if err := json.Unmarshal(asset.ReplaceAll(template, []byte("<asset>")), &value); err != nil {
		t.Fatal(err)
	}
	return value
}
