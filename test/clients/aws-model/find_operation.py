"""Finds the operation of an HTTP request in AWS's model of the API."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.loaders import Loader
from botocore.model import ServiceModel

# Names of models by signing name, if they differ.
MODELS = {"monitoring": "cloudwatch"}
_loader = Loader()
_models = {}


def service_model(signing_name):
    name = MODELS.get(signing_name, signing_name)
    if name not in _models:
        _models[name] = ServiceModel(_loader.load_service_model(name, "service-2"), name)
    return _models[name]


def find_operation(request):
    """Returns the operation's model, its protocol, and the values in the request's path by their names. Raises LookupError."""
    model = service_model(signing_name(request))
    headers = request["headers"]
    if "x-amz-target" in headers:
        prefix, _, name = headers["x-amz-target"].rpartition(".")
        if prefix != model.metadata["targetPrefix"]:
            raise LookupError(f"the target's prefix is {prefix}")
        return operation(model, name), "json", {}
    if model.metadata["protocol"] == "rest-json":
        return find_route(model, request)
    form = dict(parse_qsl(request["body"].decode(), keep_blank_values=True))
    if form.get("Version") != model.api_version:
        raise LookupError(f"the API's version is {form.get('Version')}")
    return operation(model, form.get("Action")), "query", {}


def signing_name(request):
    match = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request", request["headers"].get("authorization", ""))
    if match is None:
        raise LookupError("the request is not signed")
    return match[1]


def operation(model, name):
    if name not in model.operation_names:
        raise LookupError(f"{model.service_name} has no operation {name}")
    return model.operation_model(name)


def find_route(model, request):
    path = urlsplit(request["target"]).path
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        template = http["requestUri"].split("?")[0]
        if http["method"] != request["method"]:
            continue
        match = re.fullmatch(pattern_of(template), path)
        if match:
            # The template with the fewest placeholders is the most exact.
            found.append((template.count("{"), name, {key: unquote(text) for key, text in match.groupdict().items()}))
    if not found:
        raise LookupError(f"{model.service_name} has no operation at {request['method']} {path}")
    _, name, values = min(found, key=lambda one: one[0])
    return model.operation_model(name), "rest-json", values


def pattern_of(template):
    parts = re.split(r"(\{[^}]+\})", template)
    return "".join(
        (r"(?P<%s>%s)" % (part.strip("{}+"), ".+" if part.endswith("+}") else "[^/]+")) if part.startswith("{") else re.escape(part)
        for part in parts
    )
