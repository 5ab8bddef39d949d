"""Parts of a page that a script writes: they stand between `<!-- KIND: NAME -->` (or `<!-- KIND -->`) and `<!-- /KIND -->`."""

import re

_BLOCK = re.compile(r"(?P<open><!-- (?P<mark>(?P<kind>[a-z]+)(?:: [\w-]+)?) -->\n).*?(?P<close><!-- /(?P=kind) -->)", re.DOTALL)


def renewed(page: str, blocks: dict[str, str]) -> str:
    """The page with each block (by mark, such as `table: rules` or `look`) written anew. ValueError unless the page has just these marks, once each.

    >>> renewed("<!-- look -->\\nold\\n<!-- /look --> tail", {"look": "new\\n"})
    '<!-- look -->\\nnew\\n<!-- /look --> tail'
    """
    marked = [match["mark"] for match in _BLOCK.finditer(page)]
    if sorted(marked) != sorted(blocks):
        raise ValueError(
            f"the page must have one pair of marks for each of {', '.join(sorted(blocks))}; it has {', '.join(marked)}"
        )
    return _BLOCK.sub(lambda match: match["open"] + blocks[match["mark"]] + match["close"], page)
