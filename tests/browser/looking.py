"""Looking at a page as people with other eyes and fingers do: axe-core, sizes of targets, width, twice the size."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
# Twice the size on a phone of 390 px leaves 195 px; below that nobody reads.
NARROWEST = 195
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_JUDGE = """async ([rules, serious]) => (await axe.run(document, rules)).violations
  .filter(one => serious.includes(one.impact))
  .flatMap(one => one.nodes.map(node => `axe ${one.id} at ${node.target[0]}`))"""
# The parts of a page as axe judges them: its middle, each item of its menus, and the frame around these. Elements, attributes
# and state, what refers to what, where there is text and where a part has more than it shows; not what the text says. Rows of a
# list that are alike count as one.
_PARTS = """() => {
  const told = new Set(['href', 'src', 'action', 'value', 'content', 'nonce', 'name', 'alt', 'title', 'placeholder',
    'aria-label', 'd', 'x', 'y', 'width', 'height', 'points', 'viewBox', 'transform']);
  const there = ids => ids.split(' ').every(id => document.getElementById(id));
  const attribute = ({name, value}) => name + '=' + (told.has(name) || name.startsWith('data-') ? !!value.trim()
    : ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls'].includes(name) ? there(value)
    : name === 'id' ? document.querySelectorAll('#' + CSS.escape(value)).length : value);
  const state = one => [one === document.activeElement && one !== document.body, one.checked, one.disabled, one.selected,
    one.scrollWidth > one.clientWidth, one.scrollHeight > one.clientHeight].map(Number).join('');
  const sheets = [...document.styleSheets].map(one => one.href ? new URL(one.href).pathname : one.cssRules.length);
  const parts = new Set(), part = shape => parts.add(`${innerWidth} ${sheets} ${shape}`);
  const shape = one => {
    const within = [];
    for (const child of one.childNodes) {
      const of = child.nodeType === 3 ? (child.data.trim() ? '~' : '')
        : child.nodeType === 1 && child.localName !== 'script' ? shape(child) : '';
      if (of && of !== within.at(-1)) within.push(of);
    }
    const whole = `<${one.localName} ${[...one.attributes].map(attribute).sort()} ${state(one)}>${within.join('')}</>`;
    return one.matches('main, nav li') ? (part(whole), '') : whole;
  };
  const page = document.documentElement;
  part(`${[...page.attributes].map(attribute)} ${!!document.title} ${shape(document.body)}`);
  return [...parts];
}"""
# What axe has found nothing wrong with in this test process.
_JUDGED: set[bytes] = set()
# A name for an element that tells where it stands and nothing of what it says.
_NAMED = """const named = element => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '')
  + [...element.classList].map(word => '.' + word).join('') + (element.name ? `[name=${element.name}]` : '')
  + (element.getAttribute('href') ? `[${element.getAttribute('href').replace(/[0-9a-f-]{36}/g, '…')}]` : '');"""
# Two frames later whatever a touch has begun on this page is drawn; a colour that is still changing is at its end.
_DRAWN = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity).forEach(one => one.finish());
  done();
})))"""
_UNFOLD = """() => [...document.querySelectorAll('main details:not([open])')].map(one => { one.open = true; return one; }).length"""
_SIDEWAYS = f"""() => {{ {_NAMED}
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > width + 1);
  return [`${{root.scrollWidth}} px wide on ${{width}} px: ` + wide.slice(-3).map(named).join(' ')];
}}"""
# A link in a running line is as high as the line; a box to tick is as large as its label.
_SMALL = f"""() => {{ {_NAMED}
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"], [role=button]';
  const inLine = one => getComputedStyle(one).display === 'inline'
    && one.closest('p, li, td, th, dd, caption, h1, h2, h3, div, body').textContent.trim().length > one.textContent.trim().length;
  const small = [], words = 'wx-checkbox, wx-radio, wx-switch';
  for (const one of document.querySelectorAll(targets)) {{
    if (!one.checkVisibility({{visibilityProperty: true}})) continue;
    const around = ['checkbox', 'radio'].includes(one.type) && (one.labels[0] || one.closest(words));
    const box = (around || one).getBoundingClientRect();
    const away = box.width <= 1 || box.right <= 0;
    if (away || (one.tagName === 'A' && inLine(one)) || (box.height >= 43.5 && box.width >= 24)) continue;
    small.push(`small target ${{named(one)}} ${{Math.round(box.width)}}×${{Math.round(box.height)}}`);
  }}
  return [...new Set(small)];
}}"""


def faults(page: Page, narrower: Iterable[int] = (), *, axe: bool = True) -> list[str]:
    """What is wrong with the page as it stands, folded parts included; one line each, without what the page says.

    The page must also fit on the ``narrower`` widths; where none is named, on the half, which is twice the size. Without
    ``axe`` it is looked at for its sizes alone: for a page that axe has seen at another width.
    """
    page.evaluate(_DRAWN)
    page.evaluate(_UNFOLD)
    found = [*(_axe(page) if axe else []), *page.evaluate(_SMALL), *sideways(page)]
    return [*found, *_too_wide(page, narrower)]


def _axe(page: Page) -> list[str]:
    """What axe says of a page of which it has not yet judged every part on a screen of this width.

    The content policy forbids foreign scripts, so axe comes in as the debugger's own words.
    """
    parts = {sha256(part.encode()).digest() for part in page.evaluate(_PARTS)}
    if parts <= _JUDGED:
        return []
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(_JUDGE, [_RULES, SERIOUS])
    if not found:
        _JUDGED.update(parts)
    return found


def sideways(page: Page) -> list[str]:
    """What is wider than the page as it stands."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def _too_wide(page: Page, widths: Iterable[int]) -> list[str]:
    size = page.viewport_size
    assert size is not None
    found = []
    for width in widths or [max(size["width"] // 2, NARROWEST)]:
        page.set_viewport_size({"width": width, "height": size["height"]})
        found += [f"at a width of {width}, {one}" for one in sideways(page)]
    page.set_viewport_size(size)
    return found
