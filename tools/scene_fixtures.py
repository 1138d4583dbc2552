"""Records the runs that the front end's tests read: a trace and its layout, in one file each."""

import json
from pathlib import Path

from chainrule.capture import run
from chainrule.layout import lay_out
from chainrule.lessons import find

__all__ = ["main"]

TARGET = Path(__file__).resolve().parent.parent / "tests" / "js" / "fixtures"
LESSONS = (
    "linear-regression",
    "fan-out",
    "zero-grad",
    "forgetting-zero-grad",
    "vanishing-gradients",
    "residual",
    "shape-mismatch",
    "batch-dimension",
    "attention",
)


def main() -> None:
    """Write one file per lesson."""
    for slug in LESSONS:
        lesson = find(slug)
        if lesson is None:
            raise SystemExit(f"There is no lesson {slug!r} any more; choose another in {__file__}.")
        trace = run(lesson.program, title=lesson.title)
        both = {"trace": trace.to_dict(), "layout": lay_out(trace).to_dict()}
        both["trace"]["meta"] |= {"created": "", "elapsed": 0.0, "python": ""}
        text = json.dumps(both, ensure_ascii=False, separators=(",", ":"))
        (TARGET / f"{slug}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
