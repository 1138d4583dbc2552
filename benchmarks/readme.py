"""The README's copy of the tables, between two marks."""

from pathlib import Path

__all__ = ["BEGIN", "END", "write_between_marks"]

BEGIN = "<!-- benchmarks:start -->"
END = "<!-- benchmarks:end -->"


def write_between_marks(path: Path, text: str) -> bool:
    """Put `text` between the marks of the file; False where it has none."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        return False
    path.write_text(f"{before}{BEGIN}\n{text.strip()}\n{END}{after}", encoding="utf-8")
    return True
