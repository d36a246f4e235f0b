"""Who is signed in stays so, and no longer, as with Cognito's managed login.

- Renewed tokens name the user's groups. ministack leaves them out, so that an administrator would be none after 15 minutes. They
  also keep `auth_time`, when the person signed in; where it has moved, OpenID Connect has a client refuse them.
- A refresh token is good once where the client says so (RefreshTokenRotation), and the next one comes with the answer. ministack
  keeps the first for ever, and a page that uses one twice would work here alone. AWS forgives it for the client's grace period;
  here there is none.
- `/oauth2/revoke` exists, by which a page signs out for good.
- Nobody signs up where administrators alone invite (AllowAdminCreateUserOnly).
"""

import json
from urllib.parse import parse_qs

from ministack import app
from ministack.core.responses import error_response_json
from ministack.services import cognito
from ministack.services.cloudformation import provisioners

from .source import replace_lines

# In the pool's record: when the sign-in was that tokens go back to, by their origin_jti.
AUTH_TIMES = "_auth_times"

# In the client's record. ministack's CloudFormation leaves it out.
ROTATION = "RefreshTokenRotation"


def apply():
    replace_lines(
        cognito,
        "_oauth2_token",
        [
            (
                '_fake_token(sub, pool_id, client_id, "access", username=username,',
                '_fake_token(sub, pool_id, client_id, "access", username=username, groups=user.get("_groups", []),',
            ),
            (
                '_fake_token(sub, pool_id, client_id, "id", username=username, user_attrs=attrs,',
                '_fake_token(sub, pool_id, client_id, "id", username=username, user_attrs=attrs, groups=user.get("_groups", []),',
            ),
        ],
    )
    token, body_request, sign_up = cognito._oauth2_token, app._handle_cognito_body_request, cognito._sign_up
    before_signing = cognito._apply_pretoken_trigger

    def token_with_rotation(data, query_params, raw_body=b"", headers=None):
        status, answer_headers, answer = token(data, query_params, raw_body, headers)
        form = to_form(raw_body)
        if status == 200 and form.get("grant_type") == "refresh_token":
            answer = rotate(form["refresh_token"], json.loads(answer))
        return status, answer_headers, answer

    def before_signing_with_auth_time(**token):
        claims = token["claims"]
        pool = cognito._get_pool_unscoped(token["pool_id"]) or {}
        known = pool.setdefault(AUTH_TIMES, {})
        claims["auth_time"] = known.setdefault(claims["origin_jti"], claims["auth_time"])
        return before_signing(**token)

    async def body_request_with_revoke(method, path, headers, body, query_params):
        if path == "/oauth2/revoke" and method == "POST":
            return revoke(to_form(body))
        return await body_request(method, path, headers, body, query_params)

    def sign_up_where_allowed(data):
        _, pool, _ = cognito._find_pool_by_client_id(data.get("ClientId", ""))
        if pool and (pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"):
            return error_response_json("NotAuthorizedException", "SignUp is not permitted for this user pool", 400)
        return sign_up(data)

    cognito._oauth2_token = token_with_rotation
    cognito._apply_pretoken_trigger = before_signing_with_auth_time
    app._handle_cognito_body_request = body_request_with_revoke
    cognito._sign_up = sign_up_where_allowed
    keep_rotation()


def keep_rotation():
    """What the template says of rotation, in the client's record."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Cognito::UserPoolClient"]
    create, update = handlers["create"], handlers["update"]

    def note(client_id, props):
        _, _, client = cognito._find_pool_by_client_id(client_id)
        client[ROTATION] = props.get(ROTATION) or {}

    def create_with_rotation(logical_id, props, stack_name):
        result = create(logical_id, props, stack_name)
        note(result[0], props)
        return result

    def update_with_rotation(physical_id, old_props, new_props, stack_name, logical_id=None):
        result = update(physical_id, old_props, new_props, stack_name, logical_id)
        note(result[0], new_props)
        return result

    handlers["create"], handlers["update"] = create_with_rotation, update_with_rotation


def to_form(body):
    parsed = parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in parsed.items()}


def rotate(used, answer):
    """:returns: the answer to a renewal, with the next refresh token where the client rotates them"""
    grant = cognito._refresh_tokens.get(used)
    _, _, client = cognito._find_pool_by_client_id(grant["client_id"] if grant else "")
    if grant and (client.get(ROTATION) or {}).get("Feature") == "ENABLED":
        claims = cognito._token_claims(used)
        successor = cognito._fake_token(
            claims["sub"],
            grant["pool_id"],
            grant["client_id"],
            "refresh",
            origin_jti=claims.get("origin_jti", ""),
            scope=claims.get("scope"),
        )
        cognito._refresh_tokens[successor] = cognito._refresh_tokens.pop(used)
        cognito._revoked_tokens.add(used)
        answer["refresh_token"] = successor
    return json.dumps(answer).encode()


def revoke(form):
    """https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html"""
    token, client_id = form.get("token", ""), form.get("client_id", "")
    claims = cognito._token_claims(token)
    if not token:
        return cognito._oauth2_error("invalid_request", "token is required")
    if claims.get("client_id") != client_id:
        return cognito._oauth2_error("invalid_client", "The token was issued to another client")
    if claims.get("token_use") != "refresh":
        return cognito._oauth2_error("unsupported_token_type", "Only refresh tokens can be revoked")
    cognito._revoke_token({"Token": token})
    return 200, {}, b""
