"""Checks what AWS's model says about values and botocore does not check: enumerations, maximum lengths and numbers, patterns."""

import re

# Character classes that Python's regular expressions lack; they occur only inside sets. Each replacement is at least as wide.
CLASSES = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r"\s",
    r"\p{P}": r"!-/:-@\[-`{-~",
    r"\p{ASCII}": "\x00-\x7f",
    r"\p{Graph}": "!-~",
    r"\p{C}": r"\x00-\x1f\x7f-\x9f",
}
SIZED = ("string", "blob", "list", "map")


def check_values(value, shape, path="", problems=None):
    """Returns the values that the model does not allow. Lists and maps may be empty: botocore checks minimum lengths in requests,
    and AWS itself returns empty ones.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html: "an empty UnprocessedKeys map"
    """
    problems = [] if problems is None else problems
    metadata, kind = shape.metadata, shape.type_name
    size = len(value) if kind in SIZED and hasattr(value, "__len__") else value
    if kind in (*SIZED, "integer", "long", "float", "double") and not isinstance(size, (str, bool)):
        if "max" in metadata and size > metadata["max"]:
            problems.append(f"{path}: {size} is above {metadata['max']}")
        if "min" in metadata and size < metadata["min"] and kind not in ("list", "map"):
            problems.append(f"{path}: {size} is below {metadata['min']}")
    if kind == "string" and isinstance(value, str):
        if shape.enum and value not in shape.enum:
            problems.append(f"{path}: {value!r} is none of {', '.join(shape.enum)}")
        if "pattern" in metadata and not compiled(metadata["pattern"]).fullmatch(value):
            problems.append(f"{path}: {value!r} does not match {metadata['pattern']}")
    if kind == "structure" and isinstance(value, dict):
        for name, one in value.items():
            if name in shape.members:
                check_values(one, shape.members[name], f"{path}.{name}".lstrip("."), problems)
    if kind == "list" and isinstance(value, list):
        for at, one in enumerate(value):
            check_values(one, shape.member, f"{path}[{at}]", problems)
    if kind == "map" and isinstance(value, dict):
        for key, one in value.items():
            check_values(key, shape.key, f"{path} key", problems)
            check_values(one, shape.value, f"{path}.{key}", problems)
    return problems


def compiled(pattern):
    for java, python in CLASSES.items():
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.DOTALL)
