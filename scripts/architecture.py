"""Draw the house from its import contract: docs/pictures/architecture.svg, and the table of rooms in docs/architecture.md.

``--check`` writes nothing and fails when either is not what the contract, the imports and the docstrings say now.
"""

import ast
import sys
import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: written by scripts/architecture.py -->", "<!-- end of rooms -->"
# A room says what it is in the first of these files that has a docstring.
SPEAKERS = ("__init__.py", "models.py", "actions.py", "queries.py", "pages.py", "api.py")

WIDTH, LEFT, RIGHT, LINE, CHARACTER = 1020, 160, 850, 32, 7.3


@dataclass
class Wing:
    """One floor of the house: its name and its rooms, highest first; rooms that share a layer are neighbours."""

    name: str
    layers: list[list[str]]
    top: float = 0
    height: float = 0

    @property
    def sentence(self) -> str:
        """What the wing is, from its docstring."""
        return first_paragraph(ROOT / "service" / self.name)


def contract() -> tuple[list[Wing], dict[str, str]]:
    """The wings with their rooms, and what is forbidden beneath them, as pyproject.toml states it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rooms, order, beneath = {}, [], {}
    for rule in told["contracts"]:
        if rule["type"] == "forbidden":
            beneath |= dict.fromkeys(rule["source_modules"], rule["name"])
            continue
        layers = [[name.strip() for name in layer.split("|")] for layer in rule["layers"]]
        for container in rule["containers"]:
            if container == "service":
                order = [name for layer in layers for name in layer if name != "__main__"]
            else:
                rooms[container.removeprefix("service.")] = layers
    return [Wing(name, rooms[name]) for name in order], beneath


def first_paragraph(place: Path) -> str:
    """The first paragraph of a docstring: of a module, or of the first file of a package that has one."""
    files = [place.with_suffix(".py")] if not place.is_dir() else [place / name for name in SPEAKERS]
    for file in files:
        told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) if file.exists() else None
        if told:
            return " ".join(told.split("\n\n")[0].split())
    raise SystemExit(f"{place.relative_to(ROOT)}: no docstring says what this room is")


def imports(wings: list[Wing]) -> set[tuple[str, str]]:
    """Which wing really imports which, from the import graph that the contract is checked against."""
    graph = grimp.build_graph("service", "wechat", "crypto", cache_dir=str(ROOT / ".import_linter_cache"))
    for wing in wings:
        graph.squash_module(f"service.{wing.name}")
    return {
        (above.name, below.name)
        for above in wings
        for below in wings
        if graph.direct_import_exists(importer=f"service.{above.name}", imported=f"service.{below.name}")
    }


def draw(wings: list[Wing], beneath: dict[str, str], seen: set[tuple[str, str]]) -> str:
    """The picture: wings from top to bottom, the rooms in each from high to low, an arrow for every wing that imports another."""
    body: list[str] = []
    top = 16.0
    for wing in wings:
        wing.top = top
        chips, lines = _rooms(wing, top + 30)
        wing.height = lines * LINE + 38
        body += [
            f'<rect x="16" y="{top}" width="{RIGHT - 16}" height="{wing.height}" rx="8" class="wing"/>',
            f'<text x="32" y="{top + 24}" class="name">{wing.name}/</text>',
            f'<text x="{LEFT}" y="{top + 23}" class="words">{escape(wing.sentence)}</text>',
            *chips,
        ]
        top += wing.height + 12
    half = (RIGHT - 16 - 12) / 2
    for place, (name, words) in enumerate(sorted(beneath.items())):
        left = 16 + place * (half + 12)
        body += [
            f'<rect x="{left}" y="{top}" width="{half}" height="52" rx="8" class="ground"/>',
            f'<text x="{left + 16}" y="{top + 24}" class="name">{name}/</text>',
            f'<text x="{left + 16}" y="{top + 42}" class="words">{escape(words)}</text>',
        ]
    body += _arrows(wings, seen)
    return "\n".join([*_head(top + 68), *body, "</svg>", ""])


def _rooms(wing: Wing, top: float) -> tuple[list[str], int]:
    """The rooms of a wing as they fill its lines, and how many lines they take."""
    chips, left, line = [], float(LEFT), 0
    for depth, layer in enumerate(wing.layers):
        words = "  ".join(layer)
        width = len(words) * CHARACTER + 16
        if left + width > RIGHT - 12:
            left, line = float(LEFT), line + 1
        y = top + line * LINE
        chips += [
            f'<rect x="{left:.0f}" y="{y + 3:.0f}" width="{width:.0f}" height="24" rx="5" class="room"/>',
            f'<text x="{left + 8:.0f}" y="{y + 20:.0f}" class="room-name" xml:space="preserve">{words}</text>',
        ]
        left += width
        if depth < len(wing.layers) - 1:
            chips.append(f'<text x="{left + 5:.0f}" y="{y + 20:.0f}" class="room-name">›</text>')
        left += 19
    return chips, line + 1


def _arrows(wings: list[Wing], seen: set[tuple[str, str]]) -> list[str]:
    """One arrow for each wing that imports another, on the right of the house; one that went upwards would be red."""
    arrows = []
    for above, wing in enumerate(wings):
        for below, other in enumerate(wings):
            if (wing.name, other.name) not in seen or above == below:
                continue
            start = wing.top + wing.height * (0.35 + 0.3 * (below > above))
            end = other.top + other.height * (0.15 + 0.1 * min(above, 5))
            reach = RIGHT + 24 + 27 * abs(below - above)
            kind = "down" if below > above else "up"
            arrows.append(
                f'<path d="M{RIGHT},{start:.0f} C{reach},{start:.0f} {reach},{end:.0f} {RIGHT + 3},{end:.0f}" '
                f'class="{kind}" marker-end="url(#{kind})"/>'
            )
    return arrows


def _head(height: float) -> list[str]:
    """Size, colours and arrow heads."""
    heads = [
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
        for name, colour in (("down", "#8a929b"), ("up", "#c00000"))
    ]
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        'aria-label="The wings of the house and what each imports">',
        "<style>text{fill:#1d2733;font:13px ui-monospace,Menlo,Consolas,monospace}"
        ".name{font:bold 17px system-ui,sans-serif}.words{font:13px system-ui,sans-serif}"
        ".wing{fill:#f3f5f8;stroke:#c9d0d8}.ground{fill:#e6ece8;stroke:#b7c6bd}"
        ".room{fill:#fff;stroke:#c9d0d8}.room-name{font-size:12px}"
        ".down{fill:none;stroke:#8a929b}.up{fill:none;stroke:#c00000;stroke-width:2}</style>",
        f"<defs>{''.join(heads)}</defs>",
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
    ]


def table(wings: list[Wing]) -> str:
    """Every room with its own first sentence, wing by wing."""
    lines = []
    for wing in wings:
        lines += ["", f"### {wing.name}/", "", wing.sentence, "", "| room | what it holds |", "|---|---|"]
        for name in [name for layer in wing.layers for name in layer]:
            told = first_paragraph(ROOT / "service" / wing.name / name).replace("|", "\\|")
            lines.append(f"| `{name}` | {told} |")
    return "\n".join(lines) + "\n\n"


def main() -> int:
    """Write both, or with --check compare both; the exit code says whether they were fresh."""
    wings, beneath = contract()
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    wanted = {
        PICTURE: draw(wings, beneath, imports(wings)),
        PAGE: f"{before}{BEGIN}\n{table(wings)}{END}{after}",
    }
    stale = [
        path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(
                f"{path.relative_to(ROOT)} is not fresh: run `make architecture` and commit it\n"
            )
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
