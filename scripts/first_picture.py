"""The picture on the first screen of README: a worker, a chair, the card and the county, from the pictures beside it."""

from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SHOWN = ("worker-oath", "chair-home", "worker-card", "county-league")
HEIGHT, GAP = 720, 20


def main() -> None:
    """Put the top of each picture beside the next; a phone's picture is cut to the shape of a phone."""
    parts = []
    for name in SHOWN:
        picture = Image.open(PICTURES / f"{name}.png").convert("RGB")
        shown = min(picture.height, picture.width * 2) if picture.width < 1000 else picture.height
        picture = picture.crop((0, 0, picture.width, shown))
        parts.append(
            picture.resize((picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS)
        )
    width = sum(part.width for part in parts) + GAP * (len(parts) + 1)
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), "#d9dee5")
    left = GAP
    for part in parts:
        sheet.paste(part, (left, GAP))
        left += part.width + GAP
    sheet.quantize(128).save(PICTURES / "first.png", optimize=True)


if __name__ == "__main__":
    main()
