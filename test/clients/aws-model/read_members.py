"""Reads a request or an answer into the members of a shape of AWS's model. A member that the model lacks is a problem."""

import base64
import json
from datetime import datetime, timezone
from urllib.parse import parse_qsl, urlsplit

from botocore.utils import parse_timestamp


def name_on_the_wire(name, shape):
    return shape.serialization.get("name", name)


class Reader:
    """Collects problems, each with the member's path, while it reads."""

    def __init__(self):
        self.problems = []

    def problem(self, path, text):
        self.problems.append(f"{path or 'body'}: {text}")

    def json_value(self, value, shape, path):
        """Reads a value of a JSON document by its shape."""
        kind = shape.type_name
        if kind == "structure":
            return self.json_structure(value, shape, path)
        if kind == "list" and isinstance(value, list):
            return [self.json_value(one, shape.member, f"{path}[{at}]") for at, one in enumerate(value)]
        if kind == "map" and isinstance(value, dict):
            return {key: self.json_value(one, shape.value, f"{path}.{key}") for key, one in value.items()}
        if kind == "blob" and isinstance(value, str):
            return base64.b64decode(value, validate=True)
        if kind == "timestamp" and isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, timezone.utc)
        if kind == "timestamp":
            self.problem(path, f"{value!r} is no timestamp in seconds")
        return value

    def json_structure(self, value, shape, path, among=None):
        if not isinstance(value, dict):
            self.problem(path, f"{value!r} is no object")
            return value
        members = shape.members if among is None else among
        by_wire = {name_on_the_wire(name, member): (name, member) for name, member in members.items()}
        read = {}
        for key, one in value.items():
            if key not in by_wire:
                self.problem(f"{path}.{key}".lstrip("."), f"{shape.name} has no such member")
                continue
            name, member = by_wire[key]
            if one is not None:
                read[name] = self.json_value(one, member, f"{path}.{name}".lstrip("."))
        return read

    def text(self, text, shape, path):
        """Reads a value from a path, a query or a header."""
        kind = shape.type_name
        try:
            if kind in ("integer", "long"):
                return int(text)
            if kind in ("float", "double"):
                return float(text)
            if kind == "boolean":
                return {"true": True, "false": False}[text]
            if kind == "timestamp":
                return parse_timestamp(text)
        except (KeyError, ValueError):
            self.problem(path, f"{text!r} is no {kind}")
        return text

    def form_value(self, form, shape, prefix):
        """Reads a value from the form of a query protocol, and removes it from the form."""
        kind = shape.type_name
        if kind == "structure":
            read = {}
            for name, member in shape.members.items():
                key = f"{prefix}.{name_on_the_wire(name, member)}".lstrip(".")
                if any(one == key or one.startswith(f"{key}.") for one in form):
                    read[name] = self.form_value(form, member, key)
            return read
        if kind == "list":
            item = prefix if shape.serialization.get("flattened") else f"{prefix}.{name_on_the_wire('member', shape.member)}"
            read = []
            while any(one.startswith(f"{item}.{len(read) + 1}") for one in form):
                read.append(self.form_value(form, shape.member, f"{item}.{len(read) + 1}"))
            return read
        return self.text(form.pop(prefix), shape, prefix)


def read_request(request, operation, protocol, path_values):
    """Returns the request's parameters, in the form that botocore takes, and the problems."""
    reader, shape = Reader(), operation.input_shape
    body = request["body"]
    if protocol == "query":
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        del form["Action"], form["Version"]
        read = reader.form_value(form, shape, "") if shape else {}
        for key in form:
            reader.problem(key, f"{operation.name} has no such member")
        return read, reader.problems
    if protocol == "json" or shape is None:
        document = json.loads(body or b"{}")
        return reader.json_structure(document, shape, "") if shape else document, reader.problems
    return read_rest(reader, request, operation, path_values), reader.problems


def read_rest(reader, request, operation, path_values):
    shape, read = operation.input_shape, {}
    query = parse_qsl(urlsplit(request["target"]).query, keep_blank_values=True)
    located = {name: member.serialization.get("location") for name, member in shape.members.items()}
    wires = {(located[name], name_on_the_wire(name, member)): (name, member) for name, member in shape.members.items()}
    for location, values in [("uri", path_values.items()), ("querystring", query)]:
        for key, text in values:
            if (location, key) in wires:
                name, member = wires[location, key]
                read[name] = reader.text(text, member, name)
            else:
                reader.problem(key, f"{operation.name} has no such member in its {location}")
    for (location, key), (name, member) in wires.items():
        if location == "header" and key.lower() in request["headers"]:
            read[name] = reader.text(request["headers"][key.lower()], member, name)
    in_body = {name: member for name, member in shape.members.items() if located[name] is None}
    payload = shape.serialization.get("payload")
    if payload:
        member = shape.members[payload]
        read[payload] = request["body"] if member.type_name == "blob" else reader.json_value(json.loads(request["body"]), member, payload)
    elif request["body"]:
        read.update(reader.json_structure(json.loads(request["body"]), shape, "", in_body))
    return read
