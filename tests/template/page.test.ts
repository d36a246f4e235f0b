// The page: a private bucket behind CloudFront, the API on the same origin, and headers that allow nothing else.

import { describe, expect, it } from '@jest/globals';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../../stack/page/headers.ts';
import { resource, resourcesOf, template } from './template.ts';

const { DistributionConfig } = resource('PageDistribution').Properties;
const headers = resource('PageHeaders').Properties.ResponseHeadersPolicyConfig;

describe('the page', () => {
  it('is there or not as one: its bucket, its distribution and what says where it is', () => {
    const parts = Object.entries(template.Resources).filter(([id]) => id.startsWith('Page'));

    expect(parts.map(([id]) => id).sort()).toEqual([
      'PageAccess',
      'PageBucket',
      'PageBucketPolicy',
      'PageDistribution',
      'PageHeaders',
      'PageRouter',
    ]);
    for (const [, part] of [
      ...parts,
      ...Object.entries(template.Outputs).filter(([id]) => id.startsWith('Page')),
    ])
      expect(part).toHaveProperty('Condition', 'HasPage');
  });

  it('is read by its own distribution and by nobody else', () => {
    const [, serve, ...others] = resource('PageBucketPolicy').Properties.PolicyDocument.Statement;

    expect(others).toEqual([]);
    expect(serve).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
    });
    expect(JSON.stringify(serve.Condition.StringEquals['aws:SourceArn'])).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
      ':distribution/${PageDistribution}',
    );
    expect(resource('PageAccess').Properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
    expect(DistributionConfig.Origins[0].OriginAccessControlId).toEqual({ 'Fn::GetAtt': 'PageAccess.Id' });
  });

  it('is sent over TLS alone', () => {
    for (const { ViewerProtocolPolicy } of [
      DistributionConfig.DefaultCacheBehavior,
      ...DistributionConfig.CacheBehaviors,
    ])
      expect(ViewerProtocolPolicy).toMatch(/^(redirect-to-https|https-only)$/);
    expect(headers.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(31_536_000);
  });

  it('has the API on its own origin, whose answers are never kept', () => {
    expect(DistributionConfig.CacheBehaviors).toHaveLength(1);
    expect(DistributionConfig.CacheBehaviors[0]).toMatchObject({
      PathPattern: '/api/*',
      TargetOriginId: 'Api',
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // CachingDisabled, by AWS's list of managed policies
    });
    // Of 404 and 414 CloudFront keeps none that says no-store, as the API's do. An error page would answer for the API too.
    expect(DistributionConfig.CustomErrorResponses).toEqual(
      [500, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  it('begins every address that is no file with index.html', () => {
    const { FunctionCode } = resource('PageRouter').Properties;
    const handler = new Function(`${FunctionCode}; return handler;`)();
    const route = (uri: string) => handler({ request: { uri } }).uri;

    expect(['/', '/people', '/photographs/0a1b/execution'].map(route)).toEqual(Array(3).fill('/index.html'));
    expect(route('/assets/index-CijsA_bO.js')).toBe('/assets/index-CijsA_bO.js');
    expect(DistributionConfig.DefaultCacheBehavior.FunctionAssociations).toHaveLength(1);
    expect(DistributionConfig.CacheBehaviors[0]).not.toHaveProperty('FunctionAssociations');
  });

  it('has the headers that npm start gives it too', () => {
    const storage = ['UploadBucket', 'ResultsBucket'].map(
      (bucket) => `https://\${${bucket}.RegionalDomainName}`,
    );
    const { ContentSecurityPolicy, FrameOptions, ReferrerPolicy, ContentTypeOptions } =
      headers.SecurityHeadersConfig;

    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's
    const [policy, { SignIn }] = ContentSecurityPolicy.ContentSecurityPolicy['Fn::Sub'];
    const [isSignedIn, signInSource, otherwise] = SignIn['Fn::If'];
    expect(isSignedIn).toBe('HasSignIn');
    expect(signInSource['Fn::Sub']).toEqual([' ${Origin}', { Origin: template.Outputs.SignInUrl?.Value }]);
    const withSource = (source: string) => policy.replace('${SignIn}', source);
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's
    expect(withSource(' https://sign-in')).toBe(contentSecurityPolicy(storage, ['https://sign-in']));
    expect(withSource(otherwise)).toBe(contentSecurityPolicy(storage));
    expect({
      'x-content-type-options': ContentTypeOptions && 'nosniff',
      'x-frame-options': FrameOptions.FrameOption,
      'referrer-policy': ReferrerPolicy.ReferrerPolicy,
      ...Object.fromEntries(
        headers.CustomHeadersConfig.Items.map(({ Header, Value }: Record<string, string>) => [Header, Value]),
      ),
    }).toEqual(SECURITY_HEADERS);
  });

  it('allows nothing inline and nothing from elsewhere', () => {
    const policy = contentSecurityPolicy(['https://storage']);

    expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/storage)/);
    expect(resourcesOf('AWS::CloudFront::Distribution')).toHaveLength(1);
  });
});
