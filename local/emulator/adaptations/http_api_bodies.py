"""An HTTP API has the routes, authorizers and CORS of its OpenAPI body, as API Gateway imports it.

`AWS::Serverless::HttpApi` writes everything into the body, and ministack's CloudFormation reads an API's other properties
alone: such an API would deploy without a route. The body is taken in at create and at every update, whole: what is no longer
in it is gone. {@link https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html}
"""

import re

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

ANY_METHOD = "x-amazon-apigateway-any-method"
METHODS = {"get", "put", "post", "delete", "patch", "head", "options", ANY_METHOD}


def apply():
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, update = handlers["create"], handlers["update"]

    def create_with_body(logical_id, props, stack_name):
        result = create(logical_id, with_cors(props), stack_name)
        take_in(result[0], props.get("Body"))
        return result

    def update_with_body(physical_id, old_props, new_props, stack_name, logical_id=None):
        result = update(physical_id, with_cors(old_props), with_cors(new_props), stack_name, logical_id)
        take_in(result[0], new_props.get("Body"))
        return result

    handlers["create"], handlers["update"] = create_with_body, update_with_body


def with_cors(props):
    """CORS settings of the body, or the API's own, in the spelling that the gateway looks for: `allowOrigins`."""
    cors = props.get("CorsConfiguration") or (props.get("Body") or {}).get("x-amazon-apigateway-cors")
    if not cors:
        return props
    settings = {name[0].lower() + name[1:]: value for name, value in cors.items()}
    if "maxAge" in settings:
        settings["maxAge"] = int(settings["maxAge"])
    return {**props, "CorsConfiguration": settings}


def take_in(api_id, body):
    if not body:
        return
    authorizers = to_authorizers(body)
    integrations, routes = {}, {}
    for path, operations in (body.get("paths") or {}).items():
        for method, operation in operations.items():
            if method not in METHODS or "x-amazon-apigateway-integration" not in operation:
                continue
            key = route_key(method, path)
            identifier = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")
            integrations[identifier] = to_integration(identifier, operation["x-amazon-apigateway-integration"])
            routes[identifier] = to_route(identifier, key, operation.get("security") or [], authorizers)
    apigateway._authorizers[api_id] = {name: one for name, one in authorizers.items() if one}
    apigateway._integrations[api_id] = integrations
    apigateway._routes[api_id] = routes


def route_key(method, path):
    if path == "/$default":
        return "$default"
    return f"{'ANY' if method == ANY_METHOD else method.upper()} {path}"


def to_authorizers(body):
    """By scheme; None for the scheme of requests that are signed with an account's credentials."""
    schemes = (body.get("components") or {}).get("securitySchemes") or {}
    return {name: to_authorizer(name, scheme) for name, scheme in schemes.items()}


def to_authorizer(name, scheme):
    if scheme.get("x-amazon-apigateway-authtype") == "awsSigv4":
        return None
    authorizer = scheme["x-amazon-apigateway-authorizer"]
    source = authorizer.get("identitySource", [])
    return {
        "authorizerId": name,
        "name": name,
        "authorizerType": authorizer["type"].upper(),
        "identitySource": source if isinstance(source, list) else [source],
        "jwtConfiguration": authorizer.get("jwtConfiguration") or {},
        "authorizerUri": authorizer.get("authorizerUri", ""),
        "authorizerPayloadFormatVersion": authorizer.get("authorizerPayloadFormatVersion", "2.0"),
        "authorizerResultTtlInSeconds": authorizer.get("authorizerResultTtlInSeconds", 300),
        "enableSimpleResponses": authorizer.get("enableSimpleResponses", False),
    }


def to_integration(identifier, integration):
    return {
        "integrationId": identifier,
        "integrationType": integration["type"].upper(),
        "integrationUri": integration.get("uri", ""),
        "integrationMethod": "POST",
        "payloadFormatVersion": integration.get("payloadFormatVersion", "2.0"),
        "timeoutInMillis": int(integration.get("timeoutInMillis", 30_000)),
        "connectionType": "INTERNET",
    }


def to_route(identifier, key, security, authorizers):
    """:param security: the operation's; each entry names a scheme with its scopes, and the first one counts"""
    scheme, scopes = next(((name, scopes) for entry in security for name, scopes in entry.items()), (None, []))
    authorizer = authorizers[scheme] if scheme else None
    if scheme is None:
        kind = "NONE"
    elif authorizer is None:
        kind = "AWS_IAM"
    else:
        kind = "JWT" if authorizer["authorizerType"] == "JWT" else "CUSTOM"
    return {
        "routeId": identifier,
        "routeKey": key,
        "target": f"integrations/{identifier}",
        "authorizationType": kind,
        "authorizerId": scheme if authorizer else None,
        "authorizationScopes": scopes,
        "apiKeyRequired": False,
    }
