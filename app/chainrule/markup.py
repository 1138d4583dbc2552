"""HTML from the templates: everything put into them is escaped, and nothing may be missing."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chainrule.assets import TEMPLATES

__all__ = ["inside_script", "render"]

ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **context: object) -> str:
    """The template's text; a name that it asks for and is not there is an error."""
    return ENVIRONMENT.get_template(template).render(context)


def inside_script(document: str) -> Markup:
    """JSON text that can stand in a `<script>`: nothing in it ends the element."""
    return Markup(document.replace("<", "\\u003c"))
