"""The layout document is plain JSON and keeps to its schema."""

import json

import jsonschema

from chainrule.layout import Layout, lay_out
from chainrule.trace import json_schema
from tests.layout.made import blocks


def test_a_layout_keeps_to_its_schema() -> None:
    document = json.loads(json.dumps(lay_out(blocks(2)).to_dict(), allow_nan=False))
    jsonschema.validate(document, json_schema(root=Layout))
    assert (document["format"], document["version"]) == ("chainrule.layout", 1)
