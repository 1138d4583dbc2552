"""The page's files, each with an ETag of its content."""

import os
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from chainrule.server.caching import REVALIDATE, tag_of

__all__ = ["Files"]


class Files(StaticFiles):
    """Files that are asked for again each time, and answered by 304 where nothing changed.

    Their dates say nothing: every file of a wheel has the same one.
    """

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = FileResponse(full_path, status_code=status_code, stat_result=stat_result)
        del response.headers["Last-Modified"]
        state = stat_result.st_mtime_ns, stat_result.st_size, stat_result.st_ino
        response.headers["ETag"] = _tag(os.fspath(full_path), state)
        response.headers["Cache-Control"] = REVALIDATE
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


@lru_cache(maxsize=4096)
def _tag(path: str, state: tuple[int, ...]) -> str:
    """The file's tag; `state` changes when the file may have."""
    return tag_of(Path(path).read_bytes())
