"""What an HTTP API answers by itself is what API Gateway answers.

- A function that threw is `500 {"message":"Internal Server Error"}`. ministack answers 502 with the error's name and text,
  so that a leak on AWS would not be seen here, nor the other way round.
- An authorizer's 401 and 403 carry the CORS headers. Without them a page elsewhere cannot tell them from no answer.
"""

from ministack.services import apigateway, lambda_svc


def apply():
    execute = apigateway._handle_execute_in_scope
    to_response = lambda_svc.lambda_execute_result_to_api_proxy_response

    async def execute_with_cors(api_id, stage, path, method, headers, *rest):
        status, answer, body = await execute(api_id, stage, path, method, headers, *rest)
        cors = (apigateway._apis.get(api_id) or {}).get("corsConfiguration")
        if cors and method != "OPTIONS":
            origin = headers.get("origin") or headers.get("Origin", "")
            answer.update(apigateway._cors_response_headers(cors, origin))
        return status, answer, body

    def to_response_without_error(result):
        response, problem = to_response(result)
        if result.get("error") and response.get("statusCode") == 502:
            response = {**response, "statusCode": 500, "body": '{"message":"Internal Server Error"}'}
        return response, problem

    apigateway._handle_execute_in_scope = execute_with_cors
    lambda_svc.lambda_execute_result_to_api_proxy_response = to_response_without_error
