"""Compares every call in a program that uses paho-mqtt with the signature of the called function, and prints the differences."""
import ast
import inspect
import ssl
import sys

import paho.mqtt.client as mqtt

OWNERS = {"mqtt": mqtt, "ssl": ssl, "client": mqtt.Client, "context": ssl.SSLContext}


def wrong(call):
    owner = call.func.value.id
    called = getattr(OWNERS[owner], call.func.attr, None)
    if called is None:
        return f"there is no {owner}.{call.func.attr}"
    try:
        signature = inspect.signature(called)
    except ValueError:  # A function written in C may have no signature.
        return None
    this = [None] if owner in ("client", "context") else []
    given = [None for argument in call.args if not isinstance(argument, ast.Starred)]
    try:
        signature.bind(*this, *given, **{word.arg: None for word in call.keywords})
    except TypeError as error:
        return f"{owner}.{call.func.attr}: {error}"


for file in sys.argv[1:]:
    tree = ast.parse(open(file, encoding="utf-8").read())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    ours = [call for call in calls if isinstance(call.func.value, ast.Name) and call.func.value.id in OWNERS]
    if len(ours) < 6:
        print(f"{file}: only {len(ours)} calls were found")
    for problem in filter(None, map(wrong, ours)):
        print(f"{file}: {problem}")
