"""The pages' templates: everything put into them is escaped, and nothing may be missing."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chainrule.assets import TEMPLATES

__all__ = ["render"]

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
