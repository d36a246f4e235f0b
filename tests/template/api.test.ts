// The HTTP API: every route of the contract has its function, and nobody gets there unproven.

import { API_ROUTES } from '@image-workflow/record/api';
import { describe, expect, it } from '@jest/globals';
import { METHODS, methodsOf } from '../../functions/shared/api/paths.ts';
import { readProjectFile, resource, resourcesOf, template, toFolder } from './template.ts';

const { Properties } = resource('Api');
const paths: Record<string, Record<string, Operation>> = Properties.DefinitionBody.paths;

interface Operation {
  security?: unknown;
  'x-amazon-apigateway-integration': { uri: { 'Fn::Sub': string } };
}

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
);

function functionOf({ 'x-amazon-apigateway-integration': { uri } }: Operation): string {
  return /\$\{(\w+)\.Arn\}/.exec(uri['Fn::Sub'])?.[1] ?? '';
}

describe('the routes', () => {
  it('are those of the contract, HEAD where GET is, and one for what is none', () => {
    const contract = Object.values(API_ROUTES).map(({ method, path }) => `${method.toLowerCase()} ${path}`);
    const isHead = (route: string) => contract.includes(route.replace(/^head /, 'get '));
    const others = operations
      .map(([route]) => route)
      .filter((route) => !contract.includes(route) && !isHead(route));

    expect(others).toEqual(['x-amazon-apigateway-any-method /api/{proxy+}', 'options /api/{proxy+}']);
  });

  it.each(Object.entries(paths).filter(([, { get }]) => get))(
    'answer HEAD of %s as GET',
    (_path, { get, head }) => {
      // What is no route of its own goes the way of every other request.
      expect(head ?? paths['/api/{proxy+}']?.['x-amazon-apigateway-any-method']).toEqual(get);
    },
  );

  it.each(operations)('%s may invoke its function', (_route, operation) => {
    const id = functionOf(operation);
    const permissions = resourcesOf('AWS::Lambda::Permission').filter(
      ([, permission]) => permission.Properties.FunctionName.Ref === id,
    );

    expect(permissions.map(([, permission]) => permission.Properties)).toEqual([
      {
        FunctionName: { Ref: id },
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
          'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*',
        },
      },
    ]);
  });

  it.each(Object.entries(API_ROUTES))(
    '%s is answered by its function, and asked by the client',
    (id, { method, path }) => {
      const operation = paths[path]?.[method.toLowerCase()] as Operation;
      const handler = readProjectFile(`functions/${toFolder(functionOf(operation))}/handler.ts`);

      expect(handler).toMatch(new RegExp(`\\.on\\(\\s*${id},`));
      expect(readProjectFile('packages/client/src/client.ts')).toContain(`API_ROUTES.${id},`);
    },
  );

  it('ask for proof everywhere but for the configuration, and for what asks whether a token may be sent', () => {
    const open = operations.filter(([, { security }]) => security === undefined).map(([route]) => route);
    const proofs = operations.flatMap(([, { security }]) => (security ? [JSON.stringify(security)] : []));

    // A preflight request carries no token, says the Fetch standard; API Gateway asks for one where the route does.
    expect(open).toEqual(['get /api/config', 'head /api/config', 'options /api/{proxy+}']);
    const signed = { 'Fn::If': ['HasSignIn', [{ Cognito: [] }], [{ AwsIam: [] }]] };
    expect([...new Set(proofs)]).toEqual([JSON.stringify({ 'Fn::If': ['IsAnonymous', [], signed] })]);
  });

  it('are open to nobody by default, nor by one parameter alone', () => {
    expect(template.Parameters.Authentication?.Default).toBe('cognito');
    expect(template.Parameters.AllowAnonymous?.Default).toBe('false');
    expect(template.Rules.NobodyAnonymousByMistake).toMatchObject({
      RuleCondition: { 'Fn::Equals': [{ Ref: 'Authentication' }, 'none'] },
      Assertions: [{ Assert: { 'Fn::Equals': [{ Ref: 'AllowAnonymous' }, 'true'] } }],
    });
  });

  it('have the methods that a 405 names', () => {
    const methods = Object.values(API_ROUTES).map(({ method, path }) => `${method} ${path}`);
    const named = Object.entries(METHODS).flatMap(([path, all]) => all.map((method) => `${method} ${path}`));

    expect(named.toSorted()).toEqual(methods.toSorted());
    expect(methodsOf('/api/images/1/restore')).toEqual(['POST']);
    expect(methodsOf('/api/images/1/2/restore')).toBeUndefined();
  });
});

describe('the stage', () => {
  it('holds callers to a rate, and logs whom it answered without what they looked for', () => {
    expect(Properties.DefaultRouteSettings.ThrottlingRateLimit).toBeLessThanOrEqual(1_000);
    expect(Properties.DefaultRouteSettings.ThrottlingBurstLimit).toBeLessThanOrEqual(5_000);
    const { DestinationArn, Format } = Properties.AccessLogSettings;
    expect(DestinationArn).toEqual({ 'Fn::GetAtt': 'ApiLogGroup.Arn' });
    expect(JSON.parse(Format)).toMatchObject({ requestId: '$context.requestId', status: '$context.status' });
    expect(Format).not.toMatch(/path|query/i);
  });

  it('lets one page elsewhere in, and none unless it is named', () => {
    expect(Properties.DefinitionBody['x-amazon-apigateway-cors']).toMatchObject({
      'Fn::If': ['HasCorsOrigin', { allowOrigins: [{ Ref: 'CorsOrigin' }] }, { Ref: 'AWS::NoValue' }],
    });
    expect(template.Parameters.CorsOrigin?.Default).toBe('');
  });

  // API Gateway warns of what is not valid OpenAPI, as a path whose parameters nobody declares or a scheme without flows, which SAM
  // writes too: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
  it('is made in spite of what API Gateway warns of', () => {
    expect(Properties.FailOnWarnings).toBeUndefined();
  });

  it('waits for a function longer than the function takes', () => {
    for (const [, operation] of operations) {
      const { timeoutInMillis } = operation['x-amazon-apigateway-integration'] as never;
      expect(timeoutInMillis).toBeLessThanOrEqual(30_000); // API Gateway's own limit
    }
  });
});

it('the version that GET /api/config gives is that of the product', () => {
  const { version } = JSON.parse(readProjectFile('package.json'));

  expect(resource('ApiImagesFunction').Properties.Environment.Variables.VERSION).toBe(version);
});
