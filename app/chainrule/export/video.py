"""MP4 with H.264, which every player and every slide program shows."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import numpy as np
from av.codec import Codec

from chainrule.export.drawing import Drawing
from chainrule.export.film import FRAMES
from chainrule.export.raster import Canvas
from chainrule.export.wish import ExportError

__all__ = ["NoEncoder", "mp4"]

# The first that the installed PyAV has; the one with the freer licence is asked for first.
ENCODERS: dict[str, dict[str, str]] = {
    "libopenh264": {"rc_mode": "quality"},
    "libx264": {"preset": "fast", "crf": "27", "tune": "animation"},
}


class NoEncoder(ExportError):
    """The installed PyAV makes no H.264; the message says what does."""


def mp4(drawings: Iterable[Drawing], width: int, height: int) -> bytes:
    """The film. Both sizes are even."""
    # To put the table of contents first, so that it plays while it loads, takes a real file.
    with TemporaryDirectory() as folder:
        file = Path(folder) / "film.mp4"
        _write(drawings, file, width, height)
        return file.read_bytes()


def _write(drawings: Iterable[Drawing], file: Path, width: int, height: int) -> None:
    name = _encoder()
    # Nothing of when and by what it was made, so that the file is always the same.
    how = {"fflags": "+bitexact", "movflags": "+faststart"}
    with av.open(str(file), "w", format="mp4", options=how) as container:
        stream: Any = container.add_stream(name, rate=FRAMES, options=ENCODERS[name])
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.thread_count = 1
        canvas = Canvas()
        for drawing in drawings:
            image, _ = canvas.paint(drawing)
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _encoder() -> str:
    for name in ENCODERS:
        try:
            Codec(name, "w")
        except ValueError:
            continue
        return name
    raise NoEncoder(
        "The installed PyAV has no encoder of H.264 for MP4; `gif`, `webp` and `apng` need none."
    )
