// Sign-in: who is let into the user pool, what its one client may do, and which tokens the API takes.

import { SIGNED_IN_PATH } from '@image-workflow/record/api/config';
import { describe, expect, it } from '@jest/globals';
import { resource, resourcesOf, template } from './template.ts';

const pool = resource('UserPool');
const client = resource('UserPoolClient').Properties;

describe('the user pool', () => {
  it('is there where people sign in, with everything that belongs to it', () => {
    const parts = Object.entries(template.Resources).filter(([, { Type }]) =>
      Type.startsWith('AWS::Cognito::'),
    );
    const outputs = ['UserPoolId', 'UserPoolClientId', 'SignInUrl', 'InviteCommand'];

    expect(Object.fromEntries(parts.map(([id, part]) => [id, part]))).toEqual({
      UserPool: expect.objectContaining({ Condition: 'HasSignIn' }),
      UserPoolClient: expect.objectContaining({ Condition: 'HasSignIn' }),
      SignInDomain: expect.objectContaining({ Condition: 'HasSignIn' }),
      SignInBranding: expect.objectContaining({ Condition: 'HasSignIn' }),
      AdminGroup: expect.objectContaining({ Condition: 'HasSignIn' }),
      AdminUser: expect.objectContaining({ Condition: 'HasAdmin' }),
      AdminMembership: expect.objectContaining({ Condition: 'HasAdmin' }),
    });
    for (const name of outputs) expect(template.Outputs[name]).toHaveProperty('Condition', 'HasSignIn');
    expect(template.Conditions).toMatchObject({
      HasSignIn: { 'Fn::Equals': [{ Ref: 'Authentication' }, 'cognito'] },
    });
  });

  it.each(['UserPool', 'AdminUser', 'AdminMembership'])(
    '%s outlives the stack and a replacement, but not a first deploy that fails',
    (id) => {
      expect(resource(id)).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
      expect(resource(id).Properties).not.toHaveProperty('DeletionProtection');
    },
  );

  it('lets in whom an administrator invites, and nobody else', () => {
    expect(pool.Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
  });

  it('takes long passwords of every kind of character, and a second factor of whoever wants one', () => {
    expect(pool.Properties.Policies.PasswordPolicy).toEqual({
      MinimumLength: 12,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 7,
    });
    expect(pool.Properties).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('tells people in the invitation what Cognito asks for', () => {
    const { EmailMessage } = pool.Properties.AdminCreateUserConfig.InviteMessageTemplate;

    expect(EmailMessage).toContain('{username}'); // both are needed, by AWS's description of InviteMessageTemplate
    expect(EmailMessage).toContain('{####}');
    expect(EmailMessage).toContain('seven days');
  });

  it('has the group that the functions know administrators by', () => {
    expect(resource('AdminGroup').Properties.GroupName).toBe('admins');
    expect(resource('AdminMembership').Properties.GroupName).toEqual({ Ref: 'AdminGroup' });
  });
});

describe("the page's client", () => {
  it('is public and signs in by code alone, not with a password that a page asks for', () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    // The one that is left takes AWS credentials too. ALLOW_REFRESH_TOKEN_AUTH and rotation exclude each other.
    expect(client.ExplicitAuthFlows).toEqual(['ALLOW_ADMIN_USER_PASSWORD_AUTH']);
  });

  it('has access tokens for minutes, and refresh tokens for a day that are good once and can be revoked', () => {
    expect(client).toMatchObject({
      AccessTokenValidity: 15,
      RefreshTokenValidity: 24,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
      RefreshTokenRotation: { Feature: 'ENABLED' },
      EnableTokenRevocation: true,
    });
  });

  it('comes back to the path of the page that takes the code', () => {
    expect(JSON.stringify(client.CallbackURLs)).toContain(`\${CorsOrigin}${SIGNED_IN_PATH}"`);
    expect(JSON.stringify(client.CallbackURLs)).not.toMatch(/localhost|PageDistribution/);
  });
});

describe('the authorizer', () => {
  const { Cognito } = resource('Api').Properties.DefinitionBody.components.securitySchemes;
  const [condition, { 'x-amazon-apigateway-authorizer': authorizer }] = Cognito['Fn::If'];

  it("takes tokens of this pool's one client", () => {
    expect(resourcesOf('AWS::Cognito::UserPoolClient')).toHaveLength(1);
    expect(condition).toBe('HasSignIn');
    expect(authorizer).toEqual({
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      jwtConfiguration: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
        issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}' },
        audience: [{ Ref: 'UserPoolClient' }],
      },
    });
  });

  it('is what GET /api/config tells clients of', () => {
    const { Variables } = resource('ApiImagesFunction').Properties.Environment;
    const where = (value: unknown) => ({ 'Fn::If': ['HasSignIn', value, { Ref: 'AWS::NoValue' }] });

    expect(Variables).toMatchObject({
      AUTHENTICATION: { Ref: 'Authentication' },
      SIGN_IN_ISSUER: where(authorizer.jwtConfiguration.issuer),
      SIGN_IN_CLIENT_ID: where(authorizer.jwtConfiguration.audience[0]),
      SIGN_IN_URL: where(template.Outputs.SignInUrl?.Value),
    });
  });
});
