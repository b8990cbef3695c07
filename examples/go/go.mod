module example.com/quickstart

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.265.0
	github.com/aws/jsii-runtime-go v1.140.0
)
