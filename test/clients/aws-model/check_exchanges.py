"""Compares requests and answers, as they were sent, with AWS's model of its APIs, which botocore contains.

Standard input: {"exchanges": [{"method", "target", "headers", "body", "status", "answerHeaders", "answerBody", "ours"}]}, bodies in base64,
names of headers in lower case; `ours` marks answers of the stand-in, whose members are compared with the model, too.
Standard output: [{"operation", "status", "members", "problems": [...]}], one for each exchange.
"""

import base64
import json
import sys

from botocore.parsers import ResponseParserError, create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from check_values import check_values
from find_operation import find_operation
from read_members import Reader, read_request
from urllib.parse import parse_qsl, urlsplit

# Errors that every operation may return, and that the models do not list.
COMMON_ERRORS = {"AccessDeniedException", "ValidationException", "ThrottlingException"}


def main():
    exchanges = json.load(sys.stdin)["exchanges"]
    json.dump([check(exchange) for exchange in exchanges], sys.stdout)


def check(exchange):
    exchange = {**exchange, "body": base64.b64decode(exchange["body"]), "answerBody": base64.b64decode(exchange["answerBody"])}
    try:
        operation, protocol, path_values = find_operation(exchange)
    except LookupError as error:
        return {"operation": None, "problems": [str(error)]}
    parameters, problems = read_request(exchange, operation, protocol, path_values)
    problems = [f"request {one}" for one in problems]
    shape = operation.input_shape
    if shape is not None:
        report = ParamValidator().validate(parameters, shape)
        problems += [f"request {line}" for line in report.generate_report().split("\n") if line]
        problems += [f"request {one}" for one in check_values(parameters, shape)]
    if not problems:
        problems += different(exchange, operation, protocol, parameters)
    problems += [f"answer {one}" for one in check_answer(exchange, operation, protocol)]
    name = f"{operation.service_model.service_name}:{operation.name}"
    return {"operation": name, "status": exchange["status"], "members": sorted(parameters), "problems": problems}


def different(exchange, operation, protocol, parameters):
    """Returns the differences from the request that botocore sends for the same parameters."""
    expected = create_serializer(protocol, include_validation=False).serialize_to_request(parameters, operation)
    url, body = expected["url_path"], expected["body"]
    target = urlsplit(exchange["target"])
    query = {**dict(parse_qsl(urlsplit(url).query)), **{key: str(one) for key, one in (expected["query_string"] or {}).items()}}
    found = []
    if urlsplit(url).path != target.path:
        found.append(f"request path is {target.path}, botocore's {url}")
    if {key: one.lower() for key, one in query.items()} != {key: one.lower() for key, one in parse_qsl(target.query)}:
        found.append(f"request query is {target.query}, botocore's {query}")
    if protocol == "query":
        if dict(body) != dict(parse_qsl(exchange["body"].decode(), keep_blank_values=True)):
            found.append("request form is another than botocore's")
    elif whole(json.loads(body or b"{}")) != whole(json.loads(exchange["body"] or b"{}")):
        found.append("request body is another than botocore's")
    return found


def whole(value):
    """Rounds timestamps: botocore sends whole seconds, the SDK for JavaScript fractions; AWS accepts both."""
    if isinstance(value, dict):
        return {key: whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [whole(one) for one in value]
    return int(value) if isinstance(value, float) else value


def check_answer(exchange, operation, protocol):
    shape = operation.output_shape
    answer = {"status_code": exchange["status"], "headers": exchange["answerHeaders"], "body": exchange["answerBody"]}
    try:
        parsed = create_parser(protocol).parse(answer, shape)
    except (ResponseParserError, ValueError) as error:
        return [f"cannot be read: {error}"]
    if exchange["status"] >= 300:
        code = parsed.get("Error", {}).get("Code", "")
        known = {one.metadata.get("error", {}).get("code", one.name) for one in operation.error_shapes} | COMMON_ERRORS
        return [] if code in known else [f"error {code or 'without a code'} is none of {', '.join(sorted(known))}"]
    if not exchange["ours"] or shape is None:
        return []
    reader = Reader()
    read = reader.json_structure(json.loads(exchange["answerBody"] or b"{}"), shape, "")
    report = ParamValidator().validate(read, shape)
    return reader.problems + [line for line in report.generate_report().split("\n") if line] + check_values(read, shape)


if __name__ == "__main__":
    main()
