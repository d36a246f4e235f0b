// Who gets into the API of a local cloud where people sign in, and what each then sees.

import { execFile } from 'node:child_process';
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  SignUpCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ImageWorkflowClient } from '@image-workflow/client';
import { API_ROUTES } from '@image-workflow/record/api';
import type { ImageDetail } from '@image-workflow/record/api/images';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inProject } from '../../local/project.ts';
import { prepareUsers } from '../../local/sign-in.ts';
import { drawFaces } from '../../packages/rekognition/tests/faces/drawn-face.ts';
import { CREDENTIALS } from '../../stack/local-credentials.ts';
import { listResources } from '../../stack/resources.ts';
import { allowSignInFrom } from '../../stack/sign-in.ts';
import { LOCAL_STACK_NAME } from '../../stack/stack.ts';
import { photograph } from '../local/support/pictures.ts';
import { processFiles, START_MS, startTestCloud, TEST_MS } from '../local/support/test-cloud.ts';

/** As much of the AWS CLI as the lines of docs/api.md want, which CI may not have: botocore's model names every option. */
const AWS_CLI = `#!${inProject('.local/venv/sam/bin/python')}
import sys, boto3, jmespath
from botocore import xform_name
_, service, operation, *rest = sys.argv
options = dict(zip(rest[::2], rest[1::2]))
query, output = options.pop("--query"), options.pop("--output")
client = boto3.client(service)
method = operation.replace("-", "_")
shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
names = {"--" + xform_name(name, "-"): (name, member) for name, member in shape.members.items()}
to_map = lambda text: dict(pair.split("=", 1) for pair in text.split(","))
arguments = {name: to_map(options[option]) if member.type_name == "map" else options[option]
             for option, (name, member) in names.items() if option in options}
assert len(arguments) == len(options) and output == "text", options
print(jmespath.search(query, getattr(client, method)(**arguments)))
`;

const PAGE = 'http://localhost:9/';
const RETURN = `${PAGE}signed-in`;
const FRIENDS = '50% & “friends” – #1 [x]? + 👩‍🚀.jpg';

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let poolId: string;
let clientId: string;
let passwords: Record<string, string>;

beforeAll(async () => {
  cloud = await startTestCloud({
    Authentication: 'cognito',
    AdminEmail: 'root@example.com', // who is made, and put into their group, by the template
    AllowAnonymous: 'false',
    Isolation: 'true',
  });
  poolId = cloud.outputs.UserPoolId ?? '';
  clientId = cloud.outputs.UserPoolClientId ?? '';
  await allowSignInFrom(cloud.clients.cognito, cloud.outputs, PAGE);
  const users = await prepareUsers(cloud.clients.cognito, poolId, [
    { email: 'ada@example.com', isAdmin: false },
    { email: 'bob@example.com', isAdmin: false },
    { email: 'root@example.com', isAdmin: false },
  ]);
  passwords = Object.fromEntries(users.map(({ email, password }) => [email.split('@')[0], password]));
}, START_MS);

afterAll(async () => {
  await cloud?.remove();
}, 60_000);

/** By the API's own flow, which takes the credentials of whoever runs the stack. */
async function signIn(name: string, pool = poolId, client = clientId) {
  const { AuthenticationResult = {} } = await cloud.clients.cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool,
      ClientId: client,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: `${name}@example.com`, PASSWORD: passwords[name] ?? '' },
    }),
  );
  const { AccessToken = '', IdToken = '' } = AuthenticationResult;
  return { access: AccessToken, id: IdToken };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads any claim
function toClaims(token: string): Record<string, any> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

async function ask(path: string, token?: string, method = 'GET'): Promise<number> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' };
  const body = ['POST', 'PATCH'].includes(method) ? { body: '{}' } : {};
  return (await fetch(`${cloud.apiUrl}${path}`, { method, headers, ...body })).status;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('Expected it to be so within a minute');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

describe('a token', () => {
  it('is asked for on every route but GET /api/config, which says where there is one', async () => {
    const routes = Object.values(API_ROUTES).map(async ({ method, path }): Promise<[string, number]> => {
      const status = await ask(path.replaceAll(/\{\w+\}/g, '1'), undefined, method);
      return [`${method} ${path}`, status];
    });
    const statuses = Object.fromEntries(await Promise.all(routes));

    const { 'GET /api/config': ofConfig, ...others } = statuses;
    expect([ofConfig, await ask('/api/config', undefined, 'HEAD')]).toEqual([200, 200]);
    expect([...new Set(Object.values(others))]).toEqual([401]);
    expect((await new ImageWorkflowClient(cloud.apiUrl ?? '').getConfig()).authentication).toEqual({
      kind: 'cognito',
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
      clientId,
      signInUrl: cloud.outputs.SignInUrl,
      scopes: ['openid', 'email'],
    });
  });

  it("opens the API, where it is a user's access token", async () => {
    expect(await ask('/api/images', (await signIn('ada')).access)).toBe(200);
  });

  it('is refused where it is none, changed, or signed by somebody else', async () => {
    const { access } = await signIn('ada');
    const [header = '', payload = '', signature = ''] = access.split('.');
    const claims = toClaims(access);
    const toPart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const asAdmin = toPart({ ...claims, 'cognito:groups': ['admins'] });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwks = await (await fetch(`${cloud.endpoint}/${poolId}/.well-known/jwks.json`)).text();
    const forge = (head: object, sealOf: (text: string) => string) => {
      const text = `${toPart(head)}.${asAdmin}`;
      return `${text}.${sealOf(text)}`;
    };

    const tokens = {
      none: undefined,
      'no JWT': 'abc',
      'of other claims': `${header}.${asAdmin}.${signature}`,
      'without a signature': `${header}.${payload}.`,
      'that says it needs none': forge({ alg: 'none', kid }, () => ''),
      'of a foreign key': forge({ alg: 'RS256', kid }, (text) =>
        sign('sha256', Buffer.from(text), privateKey).toString('base64url'),
      ),
      'of the public key as if it were a secret': forge({ alg: 'HS256', kid }, (text) =>
        createHmac('sha256', jwks).update(text).digest('base64url'),
      ),
    };
    const statuses = Object.entries(tokens).map(async ([what, token]) => [
      what,
      await ask('/api/images', token),
    ]);

    expect(Object.fromEntries(await Promise.all(statuses))).toEqual(
      Object.fromEntries(Object.keys(tokens).map((what) => [what, 401])),
    );
  });

  it('is refused where it is for another client, of another pool, or for the page to read', async () => {
    const { cognito } = cloud.clients;
    const ExplicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH' as const];
    const createClient = async (UserPoolId: string) => {
      const command = new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'other', ExplicitAuthFlows });
      return (await cognito.send(command)).UserPoolClient?.ClientId ?? '';
    };
    const otherClient = await createClient(poolId);
    const { UserPool } = await cognito.send(
      new CreateUserPoolCommand({ PoolName: 'other', UsernameAttributes: ['email'] }),
    );
    const otherPool = UserPool?.Id ?? '';
    const clientThere = await createClient(otherPool);
    const [eve] = await prepareUsers(cognito, otherPool, [{ email: 'eve@example.com', isAdmin: false }]);
    passwords.eve = eve?.password ?? '';

    expect(await ask('/api/images', (await signIn('ada', poolId, otherClient)).access)).toBe(401);
    expect(await ask('/api/images', (await signIn('eve', otherPool, clientThere)).access)).toBe(401);
    expect(await ask('/api/images', (await signIn('ada')).id)).toBe(401);
  });

  it('is refused once it has ended', async () => {
    const client = { UserPoolId: poolId, ClientId: clientId };
    const { UserPoolClient } = await cloud.clients.cognito.send(new DescribeUserPoolClientCommand(client));
    const update = (rest: object) =>
      cloud.clients.cognito.send(new UpdateUserPoolClientCommand({ ...UserPoolClient, ...client, ...rest }));
    await update({ AccessTokenValidity: 6, TokenValidityUnits: { AccessToken: 'seconds' } });
    const { access } = await signIn('ada').finally(() => update({}));

    expect(await ask('/api/images', access)).toBe(200);
    await until(async () => (await ask('/api/images', access)) === 401);
  });
});

it(
  'the lines of docs/api.md get a token for a script',
  async () => {
    const [, lines = ''] =
      /```bash\n([^`]*\$USER_POOL_ID[^`]*)```/.exec(await readFile('docs/api.md', 'utf8')) ?? [];
    const folder = await mkdtemp(join(tmpdir(), 'aws-'));
    await writeFile(join(folder, 'aws'), AWS_CLI, { mode: 0o755 });

    const { stdout } = await promisify(execFile)('bash', ['-ec', lines], {
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        API: cloud.apiUrl,
        USER_POOL_ID: poolId,
        USER_POOL_CLIENT_ID: clientId,
        EMAIL: 'ada@example.com',
        PASSWORD: passwords.ada,
        AWS_ENDPOINT_URL: cloud.endpoint,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
    });

    expect(JSON.parse(stdout)).toMatchObject({ items: expect.any(Array) });
    await rm(folder, { recursive: true });
  },
  TEST_MS,
);

describe('the sign-in', () => {
  const toChallenge = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

  /** What the browser does, up to the address that it is sent to. */
  async function submit(name: string, password: string, verifier: string, redirectUri = RETURN) {
    const fields = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid email',
      state: 's',
      code_challenge: toChallenge(verifier),
      code_challenge_method: 'S256',
    };
    const form = await fetch(`${cloud.endpoint}/oauth2/authorize?${new URLSearchParams(fields)}`);
    const answer = await fetch(`${cloud.endpoint}/login`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...fields, username: `${name}@example.com`, password }),
    });
    const code = new URL(answer.headers.get('location') ?? PAGE).searchParams.get('code');
    return { form: form.status, code, redirectUri, page: await answer.text() };
  }

  async function post(path: string, fields: Record<string, string>) {
    const answer = await fetch(`${cloud.endpoint}/oauth2/${path}`, {
      method: 'POST',
      headers: { origin: 'http://localhost:9' },
      body: new URLSearchParams({ client_id: clientId, ...fields }),
    });
    const text = await answer.text();
    const allows = answer.headers.get('access-control-allow-origin');
    return { status: answer.status, allows, ...(text && JSON.parse(text)) };
  }

  const redeem = (code: string | null, verifier: string) =>
    post('token', {
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: RETURN,
      code_verifier: verifier,
    });
  const renew = (token: string) => post('token', { grant_type: 'refresh_token', refresh_token: token });

  async function signInByCode(name: string) {
    const verifier = randomBytes(32).toString('base64url');
    const { code } = await submit(name, passwords[name] ?? '', verifier);
    return await redeem(code, verifier);
  }

  it('gives a code for the password, and tokens for the code to whoever asked for it, once', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const { form, code } = await submit('ada', passwords.ada ?? '', verifier);

    expect(form).toBe(200);
    expect(await redeem(code, randomBytes(32).toString('base64url'))).toMatchObject({ status: 400 });
    const tokens = await redeem(code, verifier);
    expect(tokens).toMatchObject({ status: 200, allows: '*', expires_in: 15 * 60 });
    expect(await ask('/api/images', tokens.access_token)).toBe(200);
    expect(await redeem(code, verifier)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('gives no code for a wrong password, nor to another address than the page', async () => {
    expect((await submit('ada', 'Wrong-12345-abcde', 'v'.repeat(43))).code).toBeNull();
    const elsewhere = await submit(
      'ada',
      passwords.ada ?? '',
      'v'.repeat(43),
      'https://evil.example/signed-in',
    );
    expect([elsewhere.form, elsewhere.code]).toEqual([400, null]);
  });

  it('asks whoever was invited for a password of their own, which the invitation’s then is no more', async () => {
    const invitation = 'Invited-12345-abcde';
    const user = { UserPoolId: poolId, Username: 'carla@example.com' };
    await cloud.clients.cognito.send(
      new AdminCreateUserCommand({ ...user, TemporaryPassword: invitation, MessageAction: 'SUPPRESS' }),
    );
    passwords.carla = invitation;
    expect(await signIn('carla')).toEqual({ access: '', id: '' });

    const verifier = randomBytes(32).toString('base64url');
    const { code, page } = await submit('carla', invitation, verifier);
    const [, np_token = ''] = /name="np_token" value="([^"]+)"/.exec(page) ?? [];
    expect([code, np_token]).toEqual([null, expect.stringMatching(/./)]);
    const choose = async (new_password: string) => {
      const body = new URLSearchParams({ np_token, new_password, confirm_password: new_password });
      const answer = await fetch(`${cloud.endpoint}/login`, { method: 'POST', redirect: 'manual', body });
      return new URL(answer.headers.get('location') ?? PAGE).searchParams.get('code');
    };
    expect(await choose('short')).toBeNull();
    const tokens = await redeem(await choose('Chosen-12345-abcde'), verifier);

    expect(await ask('/api/images', tokens.access_token)).toBe(200);
    expect((await submit('carla', invitation, verifier)).code).toBeNull();
    await cloud.clients.cognito.send(new AdminDeleteUserCommand(user));
  });

  it('renews tokens, which stay an administrator’s, by refresh tokens that are good once', async () => {
    const first = await signInByCode('root');
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // times are whole seconds
    const second = await renew(first.refresh_token);

    expect(second).toMatchObject({ status: 200, allows: '*' });
    const [before, after] = [first, second].map(({ id_token }) => toClaims(id_token));
    expect(after?.auth_time).toBe(before?.auth_time);
    expect(toClaims(second.access_token)['cognito:groups']).toEqual(['admins']);
    expect(await renew(first.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await renew(second.refresh_token)).toMatchObject({ status: 200 });
  });

  it('ends where the page revokes', async () => {
    const { refresh_token, access_token } = await signInByCode('bob');

    expect(await post('revoke', { token: access_token })).toMatchObject({
      status: 400,
      error: 'unsupported_token_type',
    });
    expect(await post('revoke', { token: refresh_token })).toEqual({ status: 200, allows: '*' });
    expect(await renew(refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('lets nobody sign up', async () => {
    const signUp = new SignUpCommand({
      ClientId: clientId,
      Username: 'eve@example.com',
      Password: 'Abcde-12345-f',
    });

    await expect(cloud.clients.cognito.send(signUp)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });
});

describe('with isolation', () => {
  let ada: ImageWorkflowClient;
  let bob: ImageWorkflowClient;
  let root: ImageWorkflowClient;
  let image: ImageDetail;
  let execution: string;
  let personId: string;
  let picture: Blob;

  beforeAll(async () => {
    const toClient = (name: string) =>
      new ImageWorkflowClient(cloud.apiUrl ?? '', { token: async () => (await signIn(name)).access });
    [ada, bob, root] = [toClient('ada'), toClient('bob'), toClient('root')];
    const bytes = await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1 }]);
    picture = new Blob([new Uint8Array(bytes)]);
    const { imageId } = await ada.upload(picture, { name: FRIENDS });
    image = await ada.waitFor(imageId);
    execution = (await ada.getImageExecution(imageId)).name;
    const { faces } = image.analysis ?? {};
    const [face] = faces?.status === 'SUCCEEDED' ? faces.items : [];
    if (!face) throw new Error('Expected a face in the drawn picture');
    const named = await ada.nameFace({ imageId, boundingBox: face.boundingBox, name: 'Grace Hopper' });
    personId = named.person.personId;
    await processFiles(cloud, { 'straight-into-the-bucket.jpg': await photograph(640, 480) });
    await until(
      async () => (await ada.listPeople()).items.length === 1 && (await root.listImages()).items.length === 2,
    );
  }, TEST_MS);

  it('a photograph has the name of its file, whatever is in it, and is saved under it', async () => {
    const { original } = image.urls;

    expect([image.name, (await fetch(original)).status]).toEqual([FRIENDS, 200]);
    const saved = new URL(original).searchParams.get('response-content-disposition');
    expect(decodeURIComponent(saved ?? '')).toBe(`attachment; filename*=UTF-8''${FRIENDS}`);
  });

  it("another's photograph, its execution and whoever is in it do not exist", async () => {
    const { imageId } = image;
    const boundingBox = { left: 0, top: 0, width: 1, height: 1 };
    const asked = {
      getImage: bob.getImage(imageId),
      deleteImage: bob.deleteImage(imageId),
      deleteForEver: bob.deleteImage(imageId, { permanently: true }),
      restoreImage: bob.restoreImage(imageId),
      reprocessImage: bob.reprocessImage(imageId),
      getImageExecution: bob.getImageExecution(imageId),
      getExecution: bob.getExecution(execution),
      nameFace: bob.nameFace({ imageId, boundingBox, name: 'Mine' }),
      renamePerson: bob.renamePerson(personId, 'Mine'),
      mergePeople: bob.mergePeople(personId, ['bob-1']),
      removePerson: bob.removePerson(personId),
    };
    const statuses = await Promise.all(
      Object.entries(asked).map(async ([what, answer]) => [
        what,
        await answer.then(
          () => 200,
          ({ status }) => status,
        ),
      ]),
    );

    expect(Object.fromEntries(statuses)).toEqual(
      Object.fromEntries(Object.keys(asked).map((what) => [what, 404])),
    );
    expect(await ada.getImage(imageId)).toMatchObject({ imageId, status: 'SUCCEEDED' });
  });

  it('lists hold what is one’s own and what is shared', async () => {
    const namesOf = async (client: ImageWorkflowClient) =>
      (await client.listImages({ order: 'oldest' })).items.map(({ name }) => name).toSorted();
    const countsOf = async (client: ImageWorkflowClient) => [
      (await client.listExecutions()).items.length,
      (await client.listPeople()).items.map(({ name }) => name),
      (await client.getSuggestions({ kind: 'person' })).items.map(({ value }) => value),
    ];

    expect(await namesOf(ada)).toEqual([FRIENDS, 'straight-into-the-bucket.jpg']);
    expect(await namesOf(bob)).toEqual(['straight-into-the-bucket.jpg']);
    expect(await namesOf(root)).toEqual([FRIENDS, 'straight-into-the-bucket.jpg']);
    expect(await countsOf(ada)).toEqual([2, ['Grace Hopper'], [personId]]);
    expect(await countsOf(bob)).toEqual([1, [], []]);
    expect(await countsOf(root)).toEqual([2, ['Grace Hopper'], [personId]]);
  });

  it('a name that one user gives is not told to another who has the very same photograph', async () => {
    const { imageId } = await bob.upload(picture, { name: 'copy.jpg' });
    const record = await bob.waitFor(imageId);

    expect(record.analysis).toMatchObject({
      faces: { items: [{}] },
      people: { items: [], searchedFaces: 1 },
    });
    const [face] = record.analysis?.faces.status === 'SUCCEEDED' ? record.analysis.faces.items : [];
    expect(face).not.toHaveProperty('personId');
    const stored = await (await fetch(record.urls.answers.people ?? '')).text();
    expect(stored).not.toContain(personId);

    const boundingBox = face?.boundingBox ?? { left: 0, top: 0, width: 1, height: 1 };
    const { person } = await bob.nameFace({ imageId, boundingBox, name: 'Grace Hopper' });
    expect(person.personId).not.toBe(personId);
    expect((await bob.getImage(imageId)).analysis).toMatchObject({
      people: { items: [{ name: 'Grace Hopper' }] },
    });
    expect((await bob.renamePerson(person.personId, 'Amazing Grace')).person).toMatchObject({
      mayChange: true,
    });
    await ada.reprocessImage(image.imageId);
    expect(
      (await ada.waitFor(image.imageId, { startedAfter: image.execution.startedAt })).analysis,
    ).toMatchObject({ people: { items: [{ personId, name: 'Grace Hopper' }] } });
    await bob.removePerson(person.personId);
    await bob.deleteImage(imageId, { permanently: true });
    await until(async () => (await root.listImages()).items.length === 2);
  });

  it('an administrator sees and changes what is everybody’s', async () => {
    expect(await root.getImage(image.imageId)).toMatchObject({ imageId: image.imageId });
    expect(await root.getExecution(execution)).toMatchObject({ imageId: image.imageId });
    expect((await root.renamePerson(personId, 'Admiral Hopper')).person.name).toBe('Admiral Hopper');
    expect((await root.listDeadLetters()).items).toEqual([]);
    await expect(bob.listDeadLetters()).rejects.toMatchObject({ status: 403 });
  });

  it('is a matter of the stack: without it, users see each other’s photographs', async () => {
    const { imageId } = image;
    await setIsolation('false');

    expect(await bob.getImage(imageId)).toMatchObject({ imageId });
    expect(await bob.getExecution(execution)).toMatchObject({ imageId });
    expect((await bob.listImages()).items).toHaveLength(2);
    expect((await bob.listPeople()).items).toHaveLength(1);
    await bob.deleteImage(imageId);
    await until(() =>
      ada.getImage(imageId).then(
        () => false,
        ({ status }) => status === 404,
      ),
    );
    await setIsolation('true');
    expect((await ada.listTrash()).items.map((deleted) => deleted.imageId)).toEqual([imageId]);
    expect((await bob.listTrash()).items).toEqual([]);
  });

  /** As a deploy with the parameter does, in a second. */
  async function setIsolation(ISOLATION: string): Promise<void> {
    const { lambda, cloudFormation } = cloud.clients;
    const resources = await listResources(cloudFormation, LOCAL_STACK_NAME);
    const functions = resources.filter(({ logicalId }) =>
      /^(Api\w+|DescribeExecution)Function$/.test(logicalId),
    );
    for (const { physicalId: FunctionName } of functions) {
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const Variables = { ...Environment?.Variables, ISOLATION };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    }
  }
});
