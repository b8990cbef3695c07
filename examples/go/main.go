package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-api-usage-analytics/cdk-api-usage-analytics-go/cdkapiusageanalytics"
)

// quickstart makes an API with three usage plans, and usage analytics attached to it.
func quickstart(app awscdk.App) awscdk.Stack {
	stack := awscdk.NewStack(app, jsii.String("Quickstart"), nil)

	// The API that a team has already.
	api := awsapigateway.NewRestApi(stack, jsii.String("PetStore"), &awsapigateway.RestApiProps{
		DeployOptions: &awsapigateway.StageOptions{StageName: jsii.String("prod")},
	})
	integration := awsapigateway.NewHttpIntegration(jsii.String("https://petstore.example.com/pets"), nil)
	withKey := &awsapigateway.MethodOptions{ApiKeyRequired: jsii.Bool(true)}
	pets := api.Root().AddResource(jsii.String("pets"), nil)
	pets.AddMethod(jsii.String("GET"), integration, withKey)
	pets.AddMethod(jsii.String("POST"), integration, withKey)
	pets.AddResource(jsii.String("{petId}"), nil).AddMethod(jsii.String("GET"), integration, withKey)
	api.Root().AddResource(jsii.String("orders"), nil).AddMethod(jsii.String("POST"), integration, withKey)
	for _, plan := range []struct {
		name, customer string
		rateLimit      float64
	}{
		{"Free", "acme-labs", 5},
		{"Professional", "globex", 50},
		{"Enterprise", "initech", 500},
	} {
		usagePlan := api.AddUsagePlan(jsii.String(plan.name), &awsapigateway.UsagePlanProps{
			Name:      jsii.String(plan.name),
			Throttle:  &awsapigateway.ThrottleSettings{RateLimit: jsii.Number(plan.rateLimit), BurstLimit: jsii.Number(2 * plan.rateLimit)},
			Quota:     &awsapigateway.QuotaSettings{Limit: jsii.Number(100 * plan.rateLimit), Period: awsapigateway.Period_MONTH},
			ApiStages: &[]*awsapigateway.UsagePlanPerApiStage{{Stage: api.DeploymentStage()}},
		})
		usagePlan.AddApiKey(api.AddApiKey(jsii.String(plan.name+"Key"), &awsapigateway.ApiKeyOptions{ApiKeyName: jsii.String(plan.customer)}), nil)
	}

	// The analytics.
	analytics := cdkapiusageanalytics.NewApiUsageAnalytics(stack, jsii.String("UsageAnalytics"), &cdkapiusageanalytics.ApiUsageAnalyticsProps{
		DashboardOwners: &[]cdkapiusageanalytics.QuickSightPrincipal{cdkapiusageanalytics.QuickSightPrincipal_Group(jsii.String("api-analysts"), nil)},
	})
	analytics.AttachTo(api.DeploymentStage(), nil)

	return stack
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	quickstart(app)
	app.Synth(nil)
}
