"""A trace as files: pictures, films, slides and pages, drawn by the page's own code."""

from chainrule.export.formats import FORMATS, check, export, file_name, format_of, suffix_of
from chainrule.export.job import Format, Job, Tell
from chainrule.export.modules import ModuleError, plain_script, reachable
from chainrule.export.wish import PARAMETERS, ExportError

__all__ = [
    "FORMATS",
    "PARAMETERS",
    "ExportError",
    "Format",
    "Job",
    "ModuleError",
    "Tell",
    "check",
    "export",
    "file_name",
    "format_of",
    "plain_script",
    "reachable",
    "suffix_of",
]
