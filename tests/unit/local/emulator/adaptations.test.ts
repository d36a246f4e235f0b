// The adaptations to ministack, as far as they are rules: their effect is proven in tests/local.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { inProject, tools } from '../../../../local/project.ts';

/** Runs Python statements beside launch.py. @returns What they print, or the last line of their error. */
async function python(statements: string): Promise<string> {
  const run = promisify(execFile)(tools.emulatorPython, ['-B', '-c', statements], {
    cwd: inProject('local/emulator'),
  });
  return await run.then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }) => stderr.trim().split('\n').at(-1),
  );
}

describe('an adaptation', () => {
  it('refuses a text that has changed', async () => {
    const output = await python(
      'from adaptations.source import replace_once\nreplace_once("one two two", "two", "2", "the Node worker script")',
    );

    expect(output).toBe(
      "Expected 'two' once in the Node worker script but found it 2 times: this ministack differs",
    );
  });

  it('changes a line inside a function', async () => {
    const output = await python(
      [
        'import textwrap',
        'from adaptations.source import replace_lines',
        'replace_lines(textwrap, "dedent", [("return text", "return text.upper()")])',
        'print(textwrap.dedent("  quiet"))',
      ].join('\n'),
    );

    expect(output).toBe('QUIET');
  });
});

describe('the delay before a retry', () => {
  it.each([
    ['never exceeds MaxDelaySeconds', '{"MaxDelaySeconds": 30}', 64, '30 30'],
    ['is what the backoff says otherwise', '{}', 8, '8 8'],
  ])('%s', async (_, retrier, seconds, range) => {
    expect(await delays(retrier, seconds)).toBe(range);
  });

  it('is anywhere up to that with full jitter', async () => {
    const [shortest = 0, longest = 0] = (
      await delays('{"MaxDelaySeconds": 30, "JitterStrategy": "FULL"}', 64)
    )
      .split(' ')
      .map(Number);

    expect(shortest).toBeLessThan(10);
    expect(longest).toBeGreaterThan(20);
    expect(longest).toBeLessThanOrEqual(30);
  });

  function delays(retrier: string, seconds: number): Promise<string> {
    return python(
      `from adaptations.retry_delays import retry_delay\nall = [retry_delay(${retrier}, ${seconds}) for _ in range(200)]\nprint(min(all), max(all))`,
    );
  }
});

describe('an execution', () => {
  it('that was stopped does nothing more, and stays what it is', async () => {
    const output = await python(
      [
        'from ministack.services import stepfunctions',
        'from adaptations import stopped_executions',
        'stopped_executions.apply()',
        'execution = {"status": "RUNNING", "events": []}',
        'add = lambda kind: stepfunctions._add_event(execution, kind)',
        'def attempt(work):',
        '    try: work()',
        '    except SystemExit: print("the branch ends", end=" ")',
        'add("TaskFailed")',
        'execution["status"] = "ABORTED"; add("ExecutionAborted")',
        'attempt(lambda: add("TaskScheduled"))',
        'attempt(lambda: stepfunctions._fail_execution(execution, "Late", "a branch"))',
        'print(execution["status"], *(event["type"] for event in execution["events"]))',
      ].join('\n'),
    );

    expect(output).toBe('the branch ends the branch ends ABORTED TaskFailed ExecutionAborted');
  });

  it('ends as TIMED_OUT when it is at work for longer than its machine says, and tells the bus', async () => {
    const output = await python(
      [
        'import json, threading, time',
        'from ministack.services import eventbridge, stepfunctions',
        'from adaptations import execution_time_outs, stopped_executions',
        'def run(arn):',
        '    time.sleep(0.2); stepfunctions._add_event(stepfunctions._executions[arn], "TaskScheduled")',
        'stepfunctions._run_execution = run',
        'stopped_executions.apply(); execution_time_outs.apply()',
        'told = []',
        'eventbridge._put_events = lambda data, **_: told.append(json.loads(data["Entries"][0]["Detail"])["status"])',
        'for machine, limit in {"short": \'{"TimeoutSeconds": 0.1}\', "long": "{}"}.items():',
        '    stepfunctions._state_machines[machine] = {"definition": limit}',
        '    stepfunctions._executions[machine] = execution = {"status": "RUNNING", "executionArn": machine,',
        '        "stateMachineArn": machine, "name": "one", "startDate": "2026-11-26T12:00:00Z", "events": []}',
        '    thread = threading.Thread(target=stepfunctions._run_execution, args=[machine])',
        '    thread.start(); thread.join()',
        '    print(execution["status"], *(event["type"] for event in execution["events"]))',
        'print(*told)',
      ].join('\n'),
    );

    expect(output.split('\n')).toEqual(['TIMED_OUT ExecutionTimedOut', 'RUNNING TaskScheduled', 'TIMED_OUT']);
  });
});

describe('a checkpoint', () => {
  it('that was interrupted while it was moved is finished by the next start', async () => {
    const output = await python(
      [
        'import os, tempfile, json',
        'folder = tempfile.mkdtemp(); os.environ.update(PERSIST_STATE="1", STATE_DIR=folder, TMPDIR=folder)',
        'from adaptations import checkpoints',
        'checkpoints.write({"sqs": {"queues": 1}})',
        'os.makedirs(folder + "/checkpoint-complete"); open(folder + "/checkpoint-complete/sqs.json", "w").write("new")',
        'os.makedirs(folder + "/checkpoint-next"); open(folder + "/checkpoint-next/sqs.json", "w").write("half")',
        'checkpoints.finish_move()',
        'print(open(folder + "/sqs.json").read(), os.listdir(folder))',
        'import shutil; shutil.rmtree(folder)',
      ].join('\n'),
    );

    expect(output.split('\n').at(-1)).toBe("new ['sqs.json']");
  });
});

describe('a state that was made on another port', () => {
  it('is moved to this one, but for what people have put there', async () => {
    const output = await python(
      [
        'import os, tempfile',
        'folder = tempfile.mkdtemp()',
        'def write(name, text): open(f"{folder}/{name}.json", "w").write(text)',
        'def read(name): return open(f"{folder}/{name}.json").read()',
        'from adaptations import any_port',
        'write("sqs", "http://localhost:4566/000000000000/intake and http://localhost:4600/000000000000/newer")',
        'write("lambda", "http://localhost:4566/000000000000/intake, http://127.0.0.1:4567")',
        'write("apigateway", "http://abc.execute-api.localhost:4600, http://localhost:45660")',
        'write("dynamodb", "a photograph of http://localhost:4566/000000000000/intake")',
        'any_port.move(folder, "4700")',
        'print(*[read(name) for name in ("sqs", "lambda", "apigateway", "dynamodb")], sep="\\n")',
        'print(len(os.listdir(folder)))',
        'import shutil; shutil.rmtree(folder)',
      ].join('\n'),
    );

    expect(output.split('\n')).toEqual([
      'http://localhost:4700/000000000000/intake and http://localhost:4700/000000000000/newer',
      'http://localhost:4700/000000000000/intake, http://127.0.0.1:4567',
      'http://abc.execute-api.localhost:4700, http://localhost:45660',
      'a photograph of http://localhost:4566/000000000000/intake',
      '4',
    ]);
  });
});

it('batch_actions asks for the right to one message where ten are sent', async () => {
  const output = await python(
    [
      'from ministack.core import iam_actions',
      'from adaptations import batch_actions',
      'batch_actions.apply()',
      'for action in ("SendMessageBatch", "SendMessage", "DeleteMessageBatch"):',
      '    target = {"x-amz-target": f"AmazonSQS.{action}"}',
      '    print(iam_actions.extract_iam_action("sqs", "POST", "/", target, b"", {}))',
    ].join('\n'),
  );

  expect(output.split('\n')).toEqual(['sqs:SendMessage', 'sqs:SendMessage', 'sqs:DeleteMessage']);
});

it('any_key lets the wildcard of a policy stand for a line break too, and no other key than it says', async () => {
  const output = await python(
    [
      'from ministack.core import iam_evaluator',
      'from adaptations import any_key',
      'any_key.apply()',
      'for key in ("uploads/one\\ntwo.jpg", "results/one\\ntwo.jpg"):',
      '    print(iam_evaluator.fnmatch_iam_cs("arn:aws:s3:::" + key, "arn:aws:s3:::uploads/*"))',
    ].join('\n'),
  );

  expect(output.split('\n')).toEqual(['True', 'False']);
});

describe('own_names', () => {
  const LOOPBACK = '127.0.0.1:4566';
  type Request = { host: string; origin?: string; site?: string; method?: string; query?: string };

  /** @returns Why each is refused, `None` where it is answered. In one run: ministack takes a second to load. */
  async function refuse(requests: readonly Request[]): Promise<string[]> {
    const scopes = requests.map(({ host, origin, site, method = 'GET', query = '' }) => ({
      method,
      query,
      headers: Object.entries({ host, origin, 'sec-fetch-site': site }).filter(
        ([, value]) => value !== undefined,
      ),
    }));
    const output = await python(
      [
        'import json',
        'from adaptations.own_names import refuse',
        `for scope in json.loads(${JSON.stringify(JSON.stringify(scopes))}):`,
        '    headers = [(name.encode(), value.encode()) for name, value in scope["headers"]]',
        '    print(refuse({**scope, "query_string": scope["query"].encode(), "headers": headers}))',
      ].join('\n'),
    );
    return output.split('\n');
  }

  it('answers to the loopback, to names below localhost and to AWS’s own', async () => {
    const hosts = [
      '127.0.0.1:4566',
      'localhost:4566',
      '[::1]:4566',
      'uploads.localhost:4566',
      'abc123.execute-api.localhost:4566',
      'd111111abcdef8.cloudfront.localhost:4566',
      'uploads.s3.us-east-1.amazonaws.com',
      'abc123.execute-api.us-east-1.amazonaws.com',
      'd111111abcdef8.cloudfront.net',
      'host.docker.internal:4566',
    ];

    expect(await refuse(hosts.map((host) => ({ host })))).toEqual(hosts.map(() => 'None'));
  });

  it('refuses every name that its owner may let mean this machine', async () => {
    const hosts = [
      'evil.example:4566',
      '127.0.0.1.evil.example',
      'localhost.evil.example:4566',
      'evil-localhost',
      'notamazonaws.com',
      '192.168.0.7:4566',
      '',
    ];

    expect(await refuse(hosts.map((host) => ({ host })))).toEqual(
      hosts.map((host) => `Expected a name of this machine as Host but found '${host}'`),
    );
  });

  it('answers to pages of this machine alone, and to none that says null', async () => {
    const own = ['http://localhost:5173', 'http://d111111abcdef8.cloudfront.localhost:4566'];
    const foreign = ['https://evil.example', 'https://d111111abcdef8.cloudfront.net', 'null'];

    const answers = await refuse(
      [...own, ...foreign].map((origin) => ({ host: LOOPBACK, method: 'POST', origin })),
    );

    expect(answers).toEqual([
      ...own.map(() => 'None'),
      ...foreign.map((origin) => `Expected a page of this machine as Origin but found '${origin}'`),
    ]);
  });

  it('lets a page that names no origin show pictures and link, and change nothing', async () => {
    const page = { host: LOOPBACK, site: 'cross-site' };
    const refusal = 'Expected a page of this machine but found one that does not say its Origin';

    const answers = await refuse([
      page,
      { ...page, method: 'POST' },
      { ...page, query: 'Action=DeleteQueue' },
    ]);

    expect(answers).toEqual(['None', refusal, refusal]);
  });

  it('lets programs do what they want, which name neither', async () => {
    expect(await refuse([{ host: LOOPBACK, method: 'POST', query: 'Action=DeleteQueue' }])).toEqual(['None']);
  });
});

describe('an HTTP API', () => {
  const body = {
    'x-amazon-apigateway-cors': { allowOrigins: ['https://photos.example'], maxAge: '60' },
    components: {
      securitySchemes: {
        AwsIam: { 'x-amazon-apigateway-authtype': 'awsSigv4' },
        Jwt: {
          'x-amazon-apigateway-authorizer': {
            type: 'jwt',
            identitySource: '$request.header.Authorization',
            jwtConfiguration: { issuer: 'https://issuer.example', audience: ['page'] },
          },
        },
      },
    },
    paths: {
      '/api/config': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn:config' } } },
      '/api/images/{imageId}': {
        get: {
          security: [{ Jwt: ['read'] }],
          'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn:images' },
        },
        delete: {
          security: [{ AwsIam: [] }],
          'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn:changes' },
        },
      },
      '/api/{proxy+}': {
        'x-amazon-apigateway-any-method': {
          security: [],
          'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn:rest' },
        },
      },
    },
  };

  /** @param lines - Of Python, which find the body in `body`. */
  function withBody(...lines: string[]): Promise<string> {
    return python(
      [
        'import json',
        'from ministack.services import apigateway',
        'from adaptations import http_api_bodies',
        `body = json.loads(${JSON.stringify(JSON.stringify(body))})`,
        ...lines,
      ].join('\n'),
    );
  }

  it('has the routes of its body, each with its function and its authorizer', async () => {
    const output = await withBody(
      'http_api_bodies.take_in("a", body)',
      'integrations = apigateway._integrations["a"]',
      'print(json.dumps([[route["routeKey"], route["authorizationType"], route["authorizerId"], route["authorizationScopes"],',
      '  integrations[route["target"].split("/")[1]]["integrationUri"]] for route in apigateway._routes["a"].values()]))',
    );

    expect(JSON.parse(output)).toEqual([
      ['GET /api/config', 'NONE', null, [], 'arn:config'],
      ['GET /api/images/{imageId}', 'JWT', 'Jwt', ['read'], 'arn:images'],
      ['DELETE /api/images/{imageId}', 'AWS_IAM', null, [], 'arn:changes'],
      ['ANY /api/{proxy+}', 'NONE', null, [], 'arn:rest'],
    ]);
  });

  it('loses the routes that an update takes out of its body', async () => {
    const output = await withBody(
      'http_api_bodies.take_in("a", body)',
      'del body["paths"]["/api/images/{imageId}"]',
      'http_api_bodies.take_in("a", body)',
      'print([route["routeKey"] for route in apigateway._routes["a"].values()])',
    );

    expect(output).toBe("['GET /api/config', 'ANY /api/{proxy+}']");
  });

  it('spells its CORS settings as the gateway does, whoever wrote them', async () => {
    const output = await withBody(
      'print(http_api_bodies.with_cors({"Body": body})["CorsConfiguration"])',
      'print(http_api_bodies.with_cors({"CorsConfiguration": {"AllowOrigins": ["*"]}})["CorsConfiguration"])',
      'print(http_api_bodies.with_cors({"Name": "api"}))',
    );

    expect(output.split('\n')).toEqual([
      "{'allowOrigins': ['https://photos.example'], 'maxAge': 60}",
      "{'allowOrigins': ['*']}",
      "{'Name': 'api'}",
    ]);
  });

  it('says nothing of an error that a function threw', async () => {
    const output = await python(
      [
        'from ministack.services import lambda_svc',
        'from adaptations import http_api_answers',
        'http_api_answers.apply()',
        'thrown = {"error": True, "body": {"errorType": "TypeError", "errorMessage": "secret"}}',
        'print(lambda_svc.lambda_execute_result_to_api_proxy_response(thrown)[0])',
        'answered = {"body": {"statusCode": 404, "body": "none"}}',
        'print(lambda_svc.lambda_execute_result_to_api_proxy_response(answered)[0])',
      ].join('\n'),
    );

    expect(output).not.toContain('secret');
    expect(output).toContain("'statusCode': 500");
    expect(output).toContain("{'statusCode': 404, 'body': 'none'}");
  });
});

describe('a function', () => {
  it('that logs nothing is not waited for', async () => {
    const output = await python(
      [
        'import queue, time',
        'from ministack.core import lambda_runtime',
        'from adaptations import worker_logs',
        'worker_logs.apply()',
        'class Silent: _stderr_queue = queue.Queue()',
        'started = time.time()',
        'lambda_runtime.Worker._drain_stderr_bounded(Silent())',
        'print(time.time() - started < 0.04)',
      ].join('\n'),
    );

    expect(output).toBe('True');
  });

  it('that reads a stream begins anew with the stream after a restart', async () => {
    const output = await python(
      [
        'from ministack.services import lambda_svc',
        'from adaptations import stream_positions',
        'stream_positions.apply()',
        'for store in (lambda_svc._dynamodb_stream_positions, lambda_svc._kinesis_positions):',
        '  lambda_svc._restore_esm_positions(store, {("1", "us-east-1", "esm"): 90})',
        '  print(len(store._data))',
      ].join('\n'),
    );

    expect(output.split('\n').slice(-2)).toEqual(['0', '1']);
  });
});

describe('faults', () => {
  const functions = 'AWS4-HMAC-SHA256 Credential=ASIA1/20261126/us-east-1/dynamodb/aws4_request, Signature=0';

  /** @returns For each call: the status that its caller sees, and whether the service was reached. */
  async function call(shares: object, authorizations: readonly string[]): Promise<string[]> {
    const output = await python(
      [
        'import asyncio, json, os',
        'from adaptations.faults import Faults, failing',
        'faults = Faults()',
        `faults.set(json.loads(${JSON.stringify(JSON.stringify({ shares, seed: 1 }))}))`,
        'reached = []',
        'async def receive(): return {"type": "http.request", "body": b"{}", "more_body": False}',
        'async def service(scope, receive, send):',
        '    reached.append(True)',
        '    await send({"type": "http.response.start", "status": 200, "headers": []})',
        '    await send({"type": "http.response.body", "body": b"{}"})',
        'async def ask(authorization):',
        '    seen = []; reached.clear()',
        '    async def send(message): seen.append(message.get("status"))',
        '    headers = [(b"authorization", authorization.encode())]',
        '    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}',
        '    await failing(service, faults, b"test")(scope, receive, send)',
        '    print(seen[0], "reached" if reached else "not reached")',
        `for authorization in json.loads(${JSON.stringify(JSON.stringify(authorizations))}): asyncio.run(ask(authorization))`,
      ].join('\n'),
    );
    return output.split('\n');
  }

  it('answer a share of what functions ask with an error, half of it after it has taken effect', async () => {
    const answers = await call({ dynamodb: 0.5 }, Array(200).fill(functions));

    const count = (answer: string) => answers.filter((one) => one === answer).length;
    expect(count('200 reached')).toBeGreaterThan(70);
    expect(count('500 reached')).toBeGreaterThan(25);
    expect(count('500 not reached')).toBeGreaterThan(25);
    expect(count('200 not reached')).toBe(0);
  });

  it('let everything else through: other services, the account’s own keys, signed URLs', async () => {
    const others = [functions.replace('dynamodb', 's3'), functions.replace('ASIA1', 'test'), ''];

    expect(await call({ dynamodb: 1 }, others)).toEqual(Array(3).fill('200 reached'));
  });

  it.each([
    [{ lambda: 0.5 }, "ValueError: Expected one of s3, dynamodb, sqs, states but found 'lambda'"],
    [{ s3: 2 }, 'ValueError: Expected a share from 0 to 1 for s3 but found 2'],
  ])('say what is wrong with %j', async (shares, sentence) => {
    expect(await call(shares, [])).toEqual([sentence]);
  });
});

it('metric_math keeps an alarm on an expression as one on its first metric', async () => {
  const output = await python(
    [
      'from ministack.services.cloudformation import provisioners',
      'from adaptations import metric_math',
      'metric_math.apply()',
      'metric = {"MetricName": "Waiting", "Namespace": "AWS/SQS"}',
      'stat = {"Metric": metric, "Stat": "Minimum", "Period": 300}',
      'props = {"Metrics": [{"Expression": "a > 0"}, {"MetricStat": stat}], "Threshold": 0, "ComparisonOperator": "x"}',
      'alarm = provisioners._cw_metric_alarm_record("one", props)',
      'print(alarm["MetricName"], alarm["Statistic"], alarm["Period"])',
    ].join('\n'),
  );

  expect(output).toBe('Waiting Minimum 300');
});

describe('a query of a partition', () => {
  it('finds the items between bounds behind the start, in both directions, also after keys have come and gone', async () => {
    const output = await python(
      [
        'from adaptations.sorted_partitions import candidates_of',
        'item = lambda key: {"pk": {"S": "p"}, "sk": {"S": key}}',
        'partition = {key: item(key) for key in "dbgace"}',
        'table = {"items": {"p": partition}, "AttributeDefinitions": [{"AttributeName": "sk", "AttributeType": "S"}]}',
        'values = {":p": {"S": "p"}, ":low": {"S": "b"}, ":high": {"S": "f"}}',
        'def keys(condition, is_forward=True, start=None, limit=None):',
        '    start = start and item(start)',
        '    found = candidates_of(table, "p", "sk", is_forward, condition, values, {"#k": "sk"}, start, limit)',
        '    return "".join(one["sk"]["S"] for one in found)',
        'between = "pk = :p AND #k BETWEEN :low AND :high"',
        'print(keys("pk = :p"), keys(between), keys(between, False), keys(between, True, "c"), keys(between, False, "d"))',
        'del partition["d"]; partition["ca"] = item("ca")',
        'print(keys(between), keys("pk = :p AND sk > :low"), keys("pk = :p AND begins_with(sk, :low)"), keys("pk = :p", True, None, 2))',
      ].join('\n'),
    );

    // The last is one more than the limit: it shows that there are more.
    expect(output).toBe('abcdeg bcde edcb de cb\nbccae ccaeg b abc');
  });
});
