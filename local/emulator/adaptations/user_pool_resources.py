"""CloudFormation knows the parts of a user pool that ministack's does not: a template with one of them would not deploy at all.

- The branding of managed login is taken as it is. ministack's own sign-in form has no looks to choose.
- A user, and their place in a group, are what the API makes of them. No e-mail is sent.
"""

import json

from ministack.services import cognito
from ministack.services.cloudformation import provisioners


def apply():
    provisioners._RESOURCE_HANDLERS.update(
        {
            "AWS::Cognito::ManagedLoginBranding": {"create": brand, "update": keep, "delete": forget},
            "AWS::Cognito::UserPoolUser": {"create": invite, "update": keep, "delete": dismiss},
            "AWS::Cognito::UserPoolUserToGroupAttachment": {"create": join, "update": keep, "delete": leave},
        }
    )


def brand(logical_id, props, stack_name):
    return f"{props['UserPoolId']}|{props['ClientId']}", {}


def keep(physical_id, old_props, new_props, stack_name):
    return physical_id, {}


def forget(physical_id, props):
    pass


def invite(logical_id, props, stack_name):
    call(cognito._admin_create_user, {**props, "MessageAction": "SUPPRESS"})
    return props["Username"], {}


def dismiss(physical_id, props):
    cognito._admin_delete_user({"UserPoolId": props["UserPoolId"], "Username": physical_id})


def join(logical_id, props, stack_name):
    call(cognito._admin_add_user_to_group, props)
    return f"{props['UserPoolId']}|{props['GroupName']}|{props['Username']}", {}


def leave(physical_id, props):
    cognito._admin_remove_user_from_group(props)


def call(operation, request):
    """:raises ValueError: with Cognito's own reason, which CloudFormation then gives for the deploy that failed"""
    status, _, body = operation(request)
    if status >= 400:
        raise ValueError(json.loads(body).get("message", body))
