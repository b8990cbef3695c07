package com.example;

import io.github.cdkapiusageanalytics.ApiUsageAnalytics;
import io.github.cdkapiusageanalytics.QuickSightPrincipal;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.ApiKeyOptions;
import software.amazon.awscdk.services.apigateway.HttpIntegration;
import software.amazon.awscdk.services.apigateway.MethodOptions;
import software.amazon.awscdk.services.apigateway.Period;
import software.amazon.awscdk.services.apigateway.QuotaSettings;
import software.amazon.awscdk.services.apigateway.Resource;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.apigateway.ThrottleSettings;
import software.amazon.awscdk.services.apigateway.UsagePlan;
import software.amazon.awscdk.services.apigateway.UsagePlanPerApiStage;
import software.amazon.awscdk.services.apigateway.UsagePlanProps;

public final class Quickstart {
  private record Plan(String name, String customer, int rateLimit) {}

  private static final List<Plan> PLANS =
      List.of(
          new Plan("Free", "acme-labs", 5),
          new Plan("Professional", "globex", 50),
          new Plan("Enterprise", "initech", 500));

  private Quickstart() {}

  /** An API with three usage plans, and usage analytics attached to it. */
  static Stack quickstart(App app) {
    Stack stack = new Stack(app, "Quickstart");

    // The API that a team has already.
    RestApi api =
        RestApi.Builder.create(stack, "PetStore")
            .deployOptions(StageOptions.builder().stageName("prod").build())
            .build();
    HttpIntegration integration = new HttpIntegration("https://petstore.example.com/pets");
    MethodOptions withKey = MethodOptions.builder().apiKeyRequired(true).build();
    Resource pets = api.getRoot().addResource("pets");
    pets.addMethod("GET", integration, withKey);
    pets.addMethod("POST", integration, withKey);
    pets.addResource("{petId}").addMethod("GET", integration, withKey);
    api.getRoot().addResource("orders").addMethod("POST", integration, withKey);
    for (Plan plan : PLANS) {
      UsagePlan usagePlan =
          api.addUsagePlan(
              plan.name(),
              UsagePlanProps.builder()
                  .name(plan.name())
                  .throttle(
                      ThrottleSettings.builder()
                          .rateLimit(plan.rateLimit())
                          .burstLimit(2 * plan.rateLimit())
                          .build())
                  .quota(
                      QuotaSettings.builder()
                          .limit(100 * plan.rateLimit())
                          .period(Period.MONTH)
                          .build())
                  .apiStages(
                      List.of(
                          UsagePlanPerApiStage.builder().stage(api.getDeploymentStage()).build()))
                  .build());
      usagePlan.addApiKey(
          api.addApiKey(
              plan.name() + "Key", ApiKeyOptions.builder().apiKeyName(plan.customer()).build()));
    }

    // The analytics.
    ApiUsageAnalytics analytics =
        ApiUsageAnalytics.Builder.create(stack, "UsageAnalytics")
            .dashboardOwners(List.of(QuickSightPrincipal.group("api-analysts")))
            .build();
    analytics.attachTo(api.getDeploymentStage());

    return stack;
  }

  public static void main(String[] args) {
    App app = new App();
    quickstart(app);
    app.synth();
  }
}
