from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as apigateway
from cdk_api_usage_analytics import ApiUsageAnalytics, QuickSightPrincipal


def quickstart(app: App) -> Stack:
    """An API with three usage plans, and usage analytics attached to it."""
    stack = Stack(app, "Quickstart")

    # The API that a team has already.
    api = apigateway.RestApi(stack, "PetStore", deploy_options=apigateway.StageOptions(stage_name="prod"))
    pets = api.root.add_resource("pets")
    integration = apigateway.HttpIntegration("https://petstore.example.com/pets")
    pets.add_method("GET", integration, api_key_required=True)
    pets.add_method("POST", integration, api_key_required=True)
    pets.add_resource("{petId}").add_method("GET", integration, api_key_required=True)
    api.root.add_resource("orders").add_method("POST", integration, api_key_required=True)
    for plan, customer, rate_limit in [("Free", "acme-labs", 5), ("Professional", "globex", 50), ("Enterprise", "initech", 500)]:
        usage_plan = api.add_usage_plan(
            plan,
            name=plan,
            throttle=apigateway.ThrottleSettings(rate_limit=rate_limit, burst_limit=2 * rate_limit),
            quota=apigateway.QuotaSettings(limit=100 * rate_limit, period=apigateway.Period.MONTH),
            api_stages=[apigateway.UsagePlanPerApiStage(stage=api.deployment_stage)],
        )
        usage_plan.add_api_key(api.add_api_key(f"{plan}Key", api_key_name=customer))

    # The analytics.
    analytics = ApiUsageAnalytics(stack, "UsageAnalytics", dashboard_owners=[QuickSightPrincipal.group("api-analysts")])
    analytics.attach_to(api.deployment_stage)

    return stack


if __name__ == "__main__":
    app = App()
    quickstart(app)
    app.synth()
