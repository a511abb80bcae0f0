"""A terminal's screen as SVG, and what of it is the same in each run."""

import html
import re

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8.4, 19, 14, 14
GROUND, TEXT = "#161b22", "#e6edf3"
COLOURS = {"red": "#ff7b72", "green": "#7ee787", "brown": "#d29922", "blue": "#79c0ff", "magenta": "#d2a8ff", "cyan": "#56d4dd"}
STYLE = ('<style>text { font: %dpx ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", '
         'monospace; fill: %s; white-space: pre } .typed { fill: #7ee787 }</style>' % (FONT_SIZE, TEXT))


def drawn(title, screen):
    """The screen as SVG, on a ground of its own, for the page may be light or dark."""
    rows = [runs(screen, row) for row in range(screen.lines)]
    shows_cursor = not screen.cursor.hidden
    used = max([screen.cursor.y if shows_cursor else 0] + [number for number, row in enumerate(rows) if row]) + 1
    width, height = round(screen.columns * CELL_WIDTH + 2 * MARGIN), used * CELL_HEIGHT + 2 * MARGIN
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}">',
             f'<title id="title">{html.escape(title)}</title>',
             STYLE,
             f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{GROUND}" stroke="#6e7681"/>']
    if shows_cursor:
        parts.append(cell(screen.cursor.x, screen.cursor.y, 1, "#8b949e"))
    for number, row in enumerate(rows[:used]):
        is_command = "".join(text for _, text, _ in row).startswith("$ ")
        for column, text, look in row:
            parts += [cell(column, number, len(text), look["ground"])] if look["ground"] else []
            if text.strip():
                parts.append(line(column, number, text, "typed" if is_command else "", look))
    return "\n".join(parts + ["</svg>", ""])


def cell(column, row, length, fill):
    return (f'<rect x="{MARGIN + column * CELL_WIDTH:.1f}" y="{MARGIN + row * CELL_HEIGHT + 2}" '
            f'width="{length * CELL_WIDTH:.1f}" height="{CELL_HEIGHT - 3}" fill="{fill}"/>')


def line(column, row, text, kind, look):
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' style="fill: {look["colour"]}"' if look["colour"] else ""
    attributes += ' style="font-weight: bold"' if look["bold"] and not look["colour"] else ""
    # The length holds the columns in line whatever the font is.
    return (f'<text{attributes} x="{place(column)}" y="{MARGIN + row * CELL_HEIGHT + FONT_SIZE}" xml:space="preserve" '
            f'textLength="{len(text) * CELL_WIDTH:.1f}">{html.escape(text, quote=False)}</text>')


def place(column):
    return MARGIN if column == 0 else f"{MARGIN + column * CELL_WIDTH:.1f}"


def runs(screen, row):
    """A row's pieces of one look each: column, text, look; nothing behind the last that can be seen."""
    pieces = []
    for column in range(screen.columns):
        character = screen.buffer[row][column]
        look = look_of(character)
        if pieces and pieces[-1][2] == look:
            pieces[-1] = pieces[-1][0], pieces[-1][1] + character.data, look
        else:
            pieces.append((column, character.data, look))
    trimmed = [(column, text if look["ground"] else text.rstrip(), look) for column, text, look in pieces]
    return [piece for piece in trimmed if piece[1]]


def look_of(character):
    colour, ground = COLOURS.get(character.fg), COLOURS.get(character.bg)
    if character.reverse:
        colour, ground = ground or GROUND, colour or TEXT
    return {"colour": colour, "ground": ground, "bold": character.bold}


def timeless(picture):
    """Without what differs from run to run: in the text, not in the places."""
    def masked(match):
        return re.sub(r"\d", "0", re.sub(r"TRK1(-[0-9A-Z]{6})+", "TRK1", match[0]))
    return re.sub(r">[^<]+<", masked, picture)


def shown(picture):
    """The lines of text in a picture."""
    rows = {}
    for row, text in re.findall(r'<text[^>]* y="(\d+)"[^>]*>([^<]*)</text>', timeless(picture)):
        rows.setdefault(row, []).append(html.unescape(text))
    return ["  ".join(texts) for texts in rows.values()]
