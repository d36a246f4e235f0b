"""CloudFront passes requests on to an HTTP API of this very emulator.

The template's distribution names the API as AWS does, <id>.execute-api.<region>.amazonaws.com, which ministack would look up
in the network and ask over TLS: locally there is no such host. So it is answered in this process, as API Gateway answers it.
"""

import re
import urllib.parse

from ministack.services import apigateway, cloudfront

API = re.compile(r"([a-z0-9]+)\.execute-api\.")


def apply():
    fetch = cloudfront._fetch_from_origin

    async def fetch_from_origin(origin, method, uri, query_string, headers, body, *rest):
        api = API.match(origin["domain_name"])
        if not api:
            return await fetch(origin, method, uri, query_string, headers, body, *rest)
        sent = {**{name.lower(): value for name, value in headers.items()}, "host": origin["domain_name"]}
        path = (origin.get("origin_path") or "") + apigateway.decode_http_api_path(uri)
        query = urllib.parse.parse_qs(query_string, keep_blank_values=True)
        status, answer, content = await apigateway.handle_execute(
            api[1], "$default", path, method, sent, body, query, query_string
        )
        return status, "", cloudfront._multidict_from_pairs(answer.items()), content

    cloudfront._fetch_from_origin = fetch_from_origin
