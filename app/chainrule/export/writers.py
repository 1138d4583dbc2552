"""What writes each format; each loads its library when it is called, not before."""

from dataclasses import replace

from chainrule.export.archive import packed
from chainrule.export.job import Job

__all__ = [
    "apng",
    "dot",
    "gif",
    "html",
    "mp4",
    "noscript",
    "pdf",
    "png",
    "pngs",
    "pptx",
    "svg",
    "svgs",
    "webp",
]

# A film's table of colours is found from so many of its stills.
SAMPLES = 5


def svg(job: Job) -> bytes:
    from chainrule.export.svg import svg_of

    return b"".join(svg_of(drawing).encode() for _, drawing in job.stills())


def svgs(job: Job) -> bytes:
    from chainrule.export.svg import svg_of

    return packed((f"step-{step:03}.svg", svg_of(still).encode()) for step, still in job.stills())


def png(job: Job) -> bytes:
    from chainrule.export.raster import png_of

    return b"".join(png_of(drawing) for _, drawing in job.stills())


def pngs(job: Job) -> bytes:
    from chainrule.export.raster import png_of

    return packed((f"step-{step:03}.png", png_of(still)) for step, still in job.stills())


def pdf(job: Job) -> bytes:
    from chainrule.export.artist import palette_of
    from chainrule.export.captions import captioned
    from chainrule.export.pdf import pdf

    notes = [job.notes.get(position, "") for position in job.positions]
    stills = (drawing for _, drawing in job.stills())
    return pdf(captioned(stills, notes, palette_of(job.look.theme)), job.trace.meta.title)


def pptx(job: Job) -> bytes:
    from chainrule.export.slides import pptx

    return pptx((drawing for _, drawing in job.stills()), job.trace.meta.title)


def html(job: Job) -> bytes:
    from chainrule.export.html import single_file

    return single_file(job.trace, options=job.address()).encode()


def noscript(job: Job) -> bytes:
    from chainrule.export.artist import palette_of
    from chainrule.export.steps import without_scripts

    stills = [drawing for _, drawing in job.stills()]
    return without_scripts(stills, job.trace.meta.title, palette_of(job.look.theme)).encode()


def dot(job: Job) -> bytes:
    from chainrule.export.artist import palette_of
    from chainrule.export.dot import dot

    return dot(job.trace, palette_of(job.look.theme))


def gif(job: Job) -> bytes:
    from chainrule.export.artist import palette_of
    from chainrule.export.gif import gif

    positions = job.positions
    chosen = {round(at * (len(positions) - 1) / (SAMPLES - 1)) for at in range(SAMPLES)}
    samples = [job.artist.draw(positions[index], job.look) for index in sorted(chosen)]
    return gif(job.frames(), list(palette_of(job.look.theme).values()), samples)


def webp(job: Job) -> bytes:
    from chainrule.export.moving import webp

    return webp(job.frames())


def apng(job: Job) -> bytes:
    from chainrule.export.moving import apng

    return apng(job.frames())


def mp4(job: Job) -> bytes:
    from chainrule.export.video import mp4

    # H.264 has no odd sizes.
    job.wish = replace(job.wish, look=job.look.even())
    return mp4(job.frames(), job.look.width, job.look.height)
