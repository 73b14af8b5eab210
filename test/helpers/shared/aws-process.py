"""Runs commands of the AWS CLI one after the other: loading the CLI takes longer than nearly all commands.

Each command is a line of JSON on standard input, {"args": [...], "env": {...}}. Its exit code and output are a line of JSON on
standard output.
"""

import io
import json
import os
import sys

from awscli.clidriver import create_clidriver

# Where the CLI looks for its data. The CLI sets this variable when it is loaded.
DATA_PATH = os.environ["AWS_DATA_PATH"]


class Output(io.TextIOWrapper):
    """A stream that keeps the text written to it, and also appends the text to the list `both`."""

    def __init__(self, both):
        super().__init__(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
        self.both = both

    def write(self, text):
        self.both.append(text)
        return super().write(text)

    def text(self):
        return self.buffer.getvalue().decode("utf-8")


def run(args, env):
    os.environ.clear()
    os.environ.update(env, AWS_DATA_PATH=DATA_PATH)
    both = []
    sys.stdout, sys.stderr = Output(both), Output(both)
    try:
        code = create_clidriver().main(args)
    except SystemExit as ended:
        code = ended.code
    finally:
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    return {"code": code, "stdout": stdout.text(), "stderr": stderr.text(), "output": "".join(both)}


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
